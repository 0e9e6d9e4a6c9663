// The elements of index.html, and the two lines that tell a person what is going on.

import { inWords, write } from "./language.js";

/**
 * The element of that id, which the page has.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`index.html has no ${type.name} of the id ${id}`);
}

/**
 * A new element, of this class.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {string} [className]
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

const status = element("status", HTMLElement);
const alert = element("alert", HTMLElement);

const nothing = () => "";
let [main, beside] = [nothing, nothing];

/** @param {() => string} sentence */
export function showStatus(sentence) {
  main = sentence;
  sayStatus();
}

/**
 * What the status says after its own sentence, whatever that is, until it is empty.
 *
 * @param {() => string} sentence
 */
export function showBesides(sentence = nothing) {
  beside = sentence;
  sayStatus();
}

function sayStatus() {
  const [one, other] = [main, beside];
  write(status, () => [one(), other()].filter(Boolean).join(" "));
}

/**
 * @param {unknown} error
 * @param {() => string} [more]
 */
export function showError(error, more) {
  write(alert, () => [inWords(error), more?.()].filter(Boolean).join(" "));
}

/** @param {() => string} sentence */
export function showAlert(sentence) {
  write(alert, sentence);
}

export function clearError() {
  write(alert, nothing);
}

/**
 * Puts the alert where somebody looks: between this part of the page and what comes after it there.
 *
 * @param {Element} before
 */
export function showAlertsAfter(before) {
  if (before.nextElementSibling !== alert) before.after(alert);
}

/** On a small screen it may be out of sight. */
export function scrollToAlert() {
  alert.scrollIntoView({ block: "nearest" });
}
