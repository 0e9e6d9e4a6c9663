import { element } from "./page.js";

const KEPT = 200;

/** @param {string} sentence */
export function log(sentence) {
  append("log", new Date(), sentence);
}

/** @param {import("../bellwire/events.js").TraceEvent} event */
export function logTrace({ at, sent, text }) {
  const [first = ""] = text.split("\r\n", 1);
  const message = document.createElement("pre");
  message.tabIndex = 0;
  message.setAttribute("aria-label", `${sent ? "Sent" : "Received"}: ${first}`);
  message.textContent = text;
  append("trace", new Date(at), sent ? "Sent" : "Received", message);
}

/**
 * @param {"log" | "trace"} list
 * @param {Date} at
 * @param {...(string | Node)} content
 */
function append(list, at, ...content) {
  const time = document.createElement("time");
  time.dateTime = at.toISOString();
  time.textContent = at.toLocaleTimeString([], { hour12: false });
  const row = document.createElement("li");
  row.append(time, ...content);
  const rows = element(list, HTMLOListElement);
  rows.prepend(row);
  if (rows.childElementCount > KEPT) rows.lastElementChild?.remove();
  element(`${list}-empty`, HTMLElement).hidden = true;
}
