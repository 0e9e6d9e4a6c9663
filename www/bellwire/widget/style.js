// How it looks: one constructed sheet for all elements of a page, which needs no permission for inline styles.

/** White on what is dark, black on what is light: at this luminance both have a contrast of 4.6. */
const CONTRAST = "xyz-d65 calc(.9505 * var(--light)) var(--light) calc(1.089 * var(--light))";

const CSS = `
:host {
  --color: var(--bellwire-call-color, light-dark(#0f766e, #5eead4));
  --on-color: var(--bellwire-call-on-color, light-dark(#fff, #042f2b));
  --surface: var(--bellwire-call-surface, light-dark(#fff, #1c2223));
  --text: var(--bellwire-call-text, light-dark(#1b2321, #e8eceb));
  --faint: var(--bellwire-call-faint, light-dark(#566360, #a3b0ad));
  --edge: var(--bellwire-call-edge, light-dark(#d5d9d3, #3b4648));
  --quiet: var(--bellwire-call-quiet, light-dark(#eef1ef, #2a3334));
  --danger: var(--bellwire-call-danger, light-dark(#b42318, #fca5a5));
  --on-danger: var(--bellwire-call-on-danger, light-dark(#fff, #450a0a));
  --radius: var(--bellwire-call-radius, 1.25rem);
  --light: clamp(0, (.179 - y) * 1e6, 1);
  display: inline-block;
  font: 1rem/1.45 var(--bellwire-call-font, system-ui, sans-serif);
}
:host([hidden]), [hidden] { display: none !important; }
/* Younger than the element's oldest browsers. */
@supports (color: color(from red xyz-d65 x y z)) {
  :host {
    --on-color: var(--bellwire-call-on-color, color(from var(--color) ${CONTRAST}));
    --on-danger: var(--bellwire-call-on-danger, color(from var(--danger) ${CONTRAST}));
  }
}
* { box-sizing: border-box; }
p { margin: 0; text-wrap: pretty; overflow-wrap: anywhere; }
button, select, summary { min-height: 2.75rem; font: inherit; color: inherit; cursor: pointer; }
button { min-width: 2.75rem; padding: 0; border: 1px solid transparent; background: none; }
:focus-visible { outline: 3px solid var(--color); outline-offset: 2px; }
svg {
  width: 1.5em; height: 1.5em; flex: none;
  fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round;
}
svg.keypad { stroke-width: 3.2; }

.call, .again {
  display: inline-flex; align-items: center; justify-content: center; gap: .6em;
  padding: .5em 1.4em .5em 1.2em;
  border-radius: 3em;
  font-weight: 600; text-align: start;
  color: var(--on-color); background: var(--color);
}
.call svg { width: 1.25em; height: 1.25em; }
.call:hover, .again:hover, .hang-up:hover .disc { filter: brightness(1.08); }
.call[aria-expanded=true] { background: var(--quiet); color: var(--text); border-color: var(--edge); }

.panel {
  position: fixed; inset: auto; inset-block-end: 1rem; inset-inline-end: 1rem; z-index: 2147483647;
  width: 21rem; max-width: calc(100vw - 2rem); max-height: calc(100dvh - 2rem);
  margin: 0; padding: 1.25rem; overflow: auto;
  border: 1px solid var(--edge); border-radius: var(--radius);
  color: var(--text); background: var(--surface);
  box-shadow: 0 1.25rem 3rem #0004, 0 .25rem .75rem #0002;
  text-align: center;
}
@media (max-width: 30rem) {
  .panel {
    inset-inline: 0; inset-block-end: 0; width: 100%; max-width: none; max-height: 100dvh;
    padding-bottom: calc(1.25rem + env(safe-area-inset-bottom));
    border-width: 1px 0 0; border-end-start-radius: 0; border-end-end-radius: 0;
  }
}
.top { display: flex; align-items: center; justify-content: space-between; min-height: 2.75rem; padding-inline-start: 2.75rem; }
.top::after { content: ""; width: 2.75rem; }
.top:has(.close:not([hidden]))::after { display: none; }
.title { flex: 1; font-size: 1.25rem; font-weight: 650; line-height: 1.25; }
.close { border-radius: 50%; color: var(--faint); }
.close:hover, .keys button:hover { background: var(--quiet); }
.status { min-height: 1.45em; color: var(--faint); }
.time { display: block; font-size: 2rem; font-weight: 300; line-height: 1.3; font-variant-numeric: tabular-nums; direction: ltr; }
.alert:not(:empty) {
  margin-block-start: .75rem; padding: .75rem 1rem;
  border: 1px solid var(--danger); border-radius: calc(var(--radius) * .6);
  text-align: start;
}
details { margin-block-start: .25rem; text-align: start; font-size: .875rem; color: var(--faint); }
summary { display: flex; align-items: center; gap: .4em; padding-inline: 1rem; }
summary::before { content: "+"; }
[open] > summary::before { content: "−"; }
details p { padding: 0 1rem .5rem; }

.controls { display: flex; justify-content: center; gap: 1.25rem; margin-block-start: 1.25rem; }
.controls button { display: grid; justify-items: center; align-content: start; gap: .4rem; width: 4.75rem; border: 0; font-size: .8125rem; line-height: 1.2; border-radius: .75rem; }
.disc {
  display: grid; place-items: center; width: 3.5rem; height: 3.5rem;
  border: 1px solid transparent; border-radius: 50%; font-size: 1rem; background: var(--quiet);
}
.controls button:hover .disc { border-color: var(--faint); }
.controls [aria-pressed=true] .disc, .controls [aria-expanded=true] .disc { color: var(--surface); background: var(--text); }
[aria-pressed=true] .disc::after {
  content: ""; grid-area: 1/1; width: 2px; height: 1.9rem; rotate: -45deg;
  background: currentColor; box-shadow: 0 0 0 1.5px var(--text);
}
.disc > svg { grid-area: 1/1; }
.controls .hang-up .disc { color: var(--on-danger); background: var(--danger); border-color: transparent; }
.hang-up svg { rotate: 135deg; }
.again { width: 100%; margin-block-start: 1.25rem; }

.pad { margin-block-start: 1.25rem; }
.tones { min-height: 2rem; font-size: 1.375rem; letter-spacing: .1em; direction: ltr; overflow: hidden; }
.keys { display: grid; grid-template-columns: repeat(3, 4rem); justify-content: center; gap: .5rem 1rem; direction: ltr; }
.keys button { min-height: 3.25rem; border-radius: 1.75rem; font-size: 1.375rem; background: var(--quiet); }
.keys button:active { background: var(--color); color: var(--on-color); }
.choice { display: block; margin-block-start: 1.25rem; text-align: start; font-size: .875rem; color: var(--faint); }
select {
  display: block; width: 100%; margin-block-start: .25rem; padding-inline: .75rem;
  border: 1px solid var(--faint); border-radius: calc(var(--radius) * .5);
  font-size: 1rem; color: var(--text); background: var(--surface);
}

@media (prefers-reduced-motion: no-preference) {
  .panel { animation: rise .18s ease-out; }
  .waits .status { animation: breathe 1.6s ease-in-out infinite alternate; }
  @keyframes rise { from { translate: 0 1rem; opacity: 0; } }
  @keyframes breathe { from { opacity: 1; } to { opacity: .6; } }
}
@media (forced-colors: active) {
  .call, .again, .close, .disc, .keys button, .panel { border-color: ButtonText !important; }
  .controls [aria-pressed=true] .disc, .controls [aria-expanded=true] .disc {
    forced-color-adjust: none; color: HighlightText; background: Highlight;
  }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** @param {ShadowRoot} root */
export function dress(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  root.adoptedStyleSheets = [sheet];
}
