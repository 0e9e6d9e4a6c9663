// A ladder diagram: two lines, this phone's and the server's, and between them an arrow for each message. It is a list
// to choose from: the arrows of the keyboard go from one to the next, as a click does.

import { label, t, write } from "./language.js";
import { summarize } from "./summary.js";

/** @typedef {import("../bellwire/index.js").TraceEvent} Message */

/**
 * A row of the ladder; it is as high as a finger is wide.
 *
 * @typedef {{ message: Message, group: SVGGElement }} Row
 */
const ROW_HEIGHT = 44;

/** Where the two lines are, of the width. */
const PHONE_X = 26;
const SERVER_X = 98;

/** An arrow has no room for more. */
const LONGEST = 26;

/** Which way keys go, from the row that is chosen. */
const STEPS = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };

export class Ladder {
  #svg;
  #choose;
  /** All rows are in it, and it moves up as the oldest go. */
  #strip = make("g", {});
  /** @type {Row[]} */
  #rows = [];
  #dropped = 0;
  /**
   * The one that is chosen, or the newest: Tab comes to it.
   *
   * @type {Row | undefined}
   */
  #reachable;
  #hasChoice = false;

  /**
   * @param {SVGSVGElement} svg
   * @param {(message: Message) => void} choose
   */
  constructor(svg, choose) {
    this.#svg = svg;
    this.#choose = choose;
    svg.append(this.#strip);
    svg.addEventListener("keydown", (event) => this.#move(event));
  }

  /** @param {Message} message */
  add(message) {
    const row = { message, group: draw(message) };
    row.group.setAttribute("transform", `translate(0 ${(this.#dropped + this.#rows.length) * ROW_HEIGHT})`);
    row.group.addEventListener("click", () => this.#select(row));
    this.#rows.push(row);
    this.#strip.append(row.group);
    if (!this.#hasChoice) this.#reach(row);
    this.#fit();
  }

  /** Lets go of the oldest. */
  drop() {
    const row = this.#rows.shift();
    if (!row) return;
    row.group.remove();
    this.#dropped += 1;
    if (row === this.#reachable) {
      this.#hasChoice = false;
      this.#reach(this.#rows.at(-1));
    }
    this.#fit();
  }

  clear() {
    this.#strip.replaceChildren();
    this.#rows = [];
    this.#dropped = 0;
    this.#reachable = undefined;
    this.#hasChoice = false;
    this.#fit();
  }

  #fit() {
    this.#strip.setAttribute("transform", `translate(0 ${-this.#dropped * ROW_HEIGHT})`);
    this.#svg.setAttribute("height", String(this.#rows.length * ROW_HEIGHT));
  }

  /** @param {Row | undefined} row */
  #reach(row) {
    this.#reachable?.group.setAttribute("tabindex", "-1");
    row?.group.setAttribute("tabindex", "0");
    this.#reachable = row;
  }

  /** @param {Row} row */
  #select(row) {
    this.#reachable?.group.setAttribute("aria-selected", "false");
    row.group.setAttribute("aria-selected", "true");
    this.#hasChoice = true;
    this.#reach(row);
    row.group.focus();
    this.#choose(row.message);
  }

  /** @param {KeyboardEvent} event */
  #move(event) {
    const at = this.#rows.findIndex(({ group }) => group === document.activeElement);
    const isChoice = event.key === "Enter" || event.key === " ";
    const step = isChoice ? 0 : STEPS[/** @type {keyof typeof STEPS} */ (event.key)];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const row = this.#rows[Math.min(this.#rows.length - 1, Math.max(0, at + step))];
    if (row) this.#select(row);
  }
}

/**
 * @param {Message} message
 * @returns {SVGGElement}
 */
function draw({ at, sent, text }) {
  const { title, about, kind } = summarize(text);
  const [from, to] = sent ? [PHONE_X, SERVER_X] : [SERVER_X, PHONE_X];
  const heading = cut(title, LONGEST);
  const rest = () => ` ${cut(kind === "note" ? t("inBrowser") : about, LONGEST - heading.length)}`.trimEnd();
  const group = make("g", { class: `message ${kind}`, role: "option", tabindex: -1, "aria-selected": "false" });
  label(group, () => t(sent ? "sent" : "received", { time: clock(at), what: heading + rest() }));
  const words = make("text", { x: `${(PHONE_X + SERVER_X) / 2}%`, y: 19, class: "words" });
  const [first, second] = [make("tspan", { class: "title" }), make("tspan", {})];
  first.textContent = heading;
  write(second, rest);
  words.append(first, second);
  const time = make("text", { x: 6, y: 32, class: "time" });
  time.textContent = clock(at);
  group.append(make("rect", { class: "ground", width: "100%", height: ROW_HEIGHT, rx: 6 }), ...lifelines());
  group.append(time, " ", words);
  if (kind !== "note") group.append(make("line", { x1: `${from}%`, y1: 29, x2: `${to}%`, y2: 29 }), head(to, sent));
  return group;
}

function lifelines() {
  return [PHONE_X, SERVER_X].map((x) =>
    make("line", { class: "life", x1: `${x}%`, y1: 0, x2: `${x}%`, y2: ROW_HEIGHT }),
  );
}

/**
 * The head of an arrow; within an svg of its own it may be placed by percent.
 *
 * @param {number} x
 * @param {boolean} toTheRight
 */
function head(x, toTheRight) {
  const place = make("svg", { x: `${x}%`, y: 29, overflow: "visible" });
  place.append(make("path", { d: toTheRight ? "M0 0l-9-5v10z" : "M0 0l9-5v10z" }));
  return place;
}

const TIME = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** @param {number} at */
export function clock(at) {
  return TIME.format(at);
}

/**
 * As much of a text as there is room for; of one or two letters nobody makes sense.
 *
 * @param {string} text
 * @param {number} length
 */
function cut(text, length) {
  if (text.length <= length) return text;
  return length < 4 ? "" : `${text.slice(0, length - 1).trimEnd()}…`;
}

/**
 * @template {"g" | "line" | "path" | "rect" | "svg" | "text" | "tspan"} K
 * @param {K} tag
 * @param {Record<string, string | number>} attributes
 * @returns {SVGElementTagNameMap[K]}
 */
function make(tag, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  return made;
}
