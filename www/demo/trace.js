// The SIP messages of this phone: the newest are kept, drawn as they pass, read whole, and saved to a file. What is
// secret in them was blanked in the core, before they came here.

import { t, write } from "./language.js";
import { Ladder, clock } from "./ladder.js";
import { element, make } from "./page.js";
import { summarize } from "./summary.js";

/** @typedef {import("../bellwire/index.js").TraceEvent} Message */

const KEPT = 300;

const section = element("trace", HTMLElement);
const box = element("ladder-box", HTMLElement);
const server = element("server-name", HTMLElement);
const title = element("message-title", HTMLElement);
const whole = element("message", HTMLElement);
const ladder = new Ladder(element("ladder", SVGSVGElement), read);

/** @type {Message[]} */
let messages = [];

/** Whoever has scrolled up to read is left there. */
let followsNewest = true;
box.addEventListener("scroll", () => {
  followsNewest = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
});

element("save-text", HTMLButtonElement).addEventListener("click", () => save("txt", "text/plain", asText()));
element("save-json", HTMLButtonElement).addEventListener("click", () => save("json", "application/json", asJson()));
element("clear-trace", HTMLButtonElement).addEventListener("click", () => {
  clear();
  title.focus();
});

/**
 * Begins anew, for the phone of somebody.
 *
 * @param {import("../bellwire/index.js").Phone} phone
 * @param {string} url
 */
export function trace(phone, url) {
  clear();
  const host = URL.canParse(url) ? new URL(url).host : "";
  write(server, () => host || t("theServer"));
  phone.addEventListener("trace", add);
}

/** @param {Message} message */
function add(message) {
  messages.push(message);
  if (messages.length > KEPT) {
    messages.shift();
    ladder.drop();
  }
  ladder.add(message);
  showWhetherEmpty();
  requestAnimationFrame(() => followsNewest && (box.scrollTop = box.scrollHeight));
}

function clear() {
  messages = [];
  ladder.clear();
  whole.replaceChildren();
  whole.hidden = true;
  write(title, () => t("chooseMessage"));
  showWhetherEmpty();
}

function showWhetherEmpty() {
  section.classList.toggle("empty", messages.length === 0);
}

/** @param {Message} message */
function read({ at, sent, text }) {
  const { title: start } = summarize(text);
  write(title, () => t(sent ? "sent" : "received", { time: clock(at), what: start }));
  const [head = "", ...body] = text.trim().split("\r\n\r\n");
  const rows = head.split("\r\n").flatMap((row) => {
    const [, name, value] = /^([\w-]+)( *:.*)$/s.exec(row) ?? [];
    return name ? [make("b", "", name), `${value}\n`] : [`${row}\n`];
  });
  whole.replaceChildren(...rows, body.length > 0 ? `\n${body.join("\r\n\r\n").replaceAll("\r\n", "\n")}` : "");
  whole.hidden = false;
  whole.scrollTop = 0;
}

function asText() {
  return messages.map(({ at, sent, text }) => `${new Date(at).toISOString()} ${sent ? "sent" : "received"}\n${text}\n`)
    .join("\n");
}

function asJson() {
  const plain = messages.map(({ at, sent, text }) => ({ at: new Date(at).toISOString(), sent, text }));
  return JSON.stringify(plain, null, 2);
}

/**
 * @param {string} extension
 * @param {string} type
 * @param {string} content
 */
function save(extension, type, content) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = `sip-messages-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.${extension}`;
  link.click();
  URL.revokeObjectURL(link.href);
}
