// The calls of this account, the newest first. They are kept in this browser and nowhere else.

import { label, languageCode, t, write } from "./language.js";
import { element, make } from "./page.js";
import { keep, kept } from "./store.js";
import { why } from "./why.js";

/**
 * @typedef {object} Facts
 * @property {string} name
 * @property {string} target Whom to dial to call again.
 * @property {number} at Milliseconds since 1970.
 * @property {number} seconds How long both sides talked.
 */

/** @typedef {Facts & import("./why.js").Ending} Entry */

const KEPT = 50;

const section = element("history", HTMLElement);
const list = element("calls", HTMLOListElement);
const none = element("no-calls", HTMLElement);
const clear = element("clear-history", HTMLButtonElement);

let key = "";
/** @type {(target: string) => void} */
let redial = () => {};

clear.addEventListener("click", () => {
  keep(key, []);
  render();
  none.focus();
});

/**
 * @param {string} account Each has a list of its own; an empty text hides it.
 * @param {(target: string) => void} callAgain
 */
export function showHistory(account, callAgain) {
  key = `calls of ${account}`;
  redial = callAgain;
  section.hidden = account === "";
  render();
}

/** @param {Entry} entry */
export function addToHistory(entry) {
  keep(key, [entry, ...entries()].slice(0, KEPT));
  render();
}

/** @returns {Entry[]} */
function entries() {
  /** @type {unknown} */
  const list = kept(key, []);
  return Array.isArray(list) ? list : [];
}

function render() {
  const rows = entries().map(row);
  list.replaceChildren(...rows);
  none.hidden = rows.length > 0;
  clear.hidden = rows.length === 0;
}

/** @param {Entry} entry */
function row(entry) {
  const { name, target, at, seconds, direction, answered } = entry;
  const isMissed = direction === "incoming" && !answered;
  const way = make("span", isMissed ? "way missed" : "way", direction === "incoming" ? "↙" : "↗");
  label(way, () => t(direction));
  way.setAttribute("role", "img");
  const when = make("time");
  when.dateTime = new Date(at).toISOString();
  write(when, () => new Date(at).toLocaleString(languageCode(), { dateStyle: "short", timeStyle: "short" }));
  const words = make("span", "why");
  write(words, () => [answered && t("lasted", { time: duration(seconds) }), why(name, entry)].filter(Boolean).join(" "));
  const again = make("button", "quiet", name);
  again.type = "button";
  label(again, () => t("callAgain", { name }));
  again.addEventListener("click", () => redial(target));
  return make("li", "", way, again, when, words);
}

/**
 * Minutes and seconds. The package's element writes them in the same way, and exports none of its parts.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
