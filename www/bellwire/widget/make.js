// Elements made by DOM calls: nothing is parsed, so that a page may forbid inline scripts, inline styles and more.

const SVG = "http://www.w3.org/2000/svg";

/** Strokes in a square of 24, drawn for this element. */
const ICONS = {
  phone: "M5 4c0 8.3 6.7 15 15 15v-4l-5-1.5-2 2A12 12 0 0 1 8.5 11l2-2L9 4z",
  microphone: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  keypad: "M6 6h0M12 6h0M18 6h0M6 12h0M12 12h0M18 12h0M6 18h0M12 18h0M18 18h0",
  cross: "M6 6l12 12M18 6L6 18",
};

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/**
 * A button that does something, once for each press: a key that is held down presses whatever the focus has come to.
 *
 * @param {Record<string, string>} attributes
 * @param {() => void} action
 * @param {(Node | string)[]} children
 */
export function makeButton(attributes, action, ...children) {
  const button = make("button", { type: "button", ...attributes }, ...children);
  button.addEventListener("click", action);
  button.addEventListener("keydown", (event) => {
    if (event.repeat && event.key === "Enter") event.preventDefault();
  });
  return button;
}

/**
 * A picture that says nothing which the text beside it does not.
 *
 * @param {keyof typeof ICONS} name
 */
export function makeIcon(name) {
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 24 24");
  icon.setAttribute("class", name);
  icon.setAttribute("aria-hidden", "true");
  icon.append(path);
  return icon;
}
