// The language of the page: the browser's if it is spoken here, or the one that was chosen. All that is written by
// `write` and `label`, and what carries `data-say` or `data-label` in index.html, changes with it.

import { sentence } from "../bellwire/errors.js"; // Not for everybody: the package does not export it.
import { SipError } from "../bellwire/index.js";
import englishErrors from "./languages/en-errors.js";
import en from "./languages/en.js";
import frenchErrors from "./languages/fr-errors.js";
import fr from "./languages/fr.js";
import { keep, kept } from "./store.js";

/** @typedef {keyof typeof en} Key */
/** @typedef {Record<Key, string>} Sentences */
/** @typedef {Record<string, string | number>} Values */

/**
 * What happened, and what to do next; the package has words of its own for what is not here.
 *
 * @typedef {Partial<Record<import("../bellwire/index.js").SipErrorKind, [string, string]>>} ErrorWords
 */

/**
 * @typedef {object} Language
 * @property {Sentences} sentences
 * @property {ErrorWords} errors
 */

/** @type {Record<string, Language>} */
const LANGUAGES = { en: { sentences: en, errors: englishErrors }, fr: { sentences: fr, errors: frenchErrors } };

let language = preferred();

/** @returns {string} */
export function languageCode() {
  return language;
}

/** @param {string} code */
export function choose(code) {
  language = code;
  keep("language", code);
  speak();
}

/** Says everything on the page in the language of now. */
export function speak() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = t(keyOf(element, "data-say"));
  for (const element of document.querySelectorAll("[data-label]")) {
    element.setAttribute("aria-label", t(keyOf(element, "data-label")));
  }
  for (const element of document.querySelectorAll("[data-spoken]")) spoken.get(element)?.();
}

/**
 * A sentence of the table, with these values in it.
 *
 * @param {Key} key
 * @param {Values} [values]
 * @returns {string}
 */
export function t(key, values = {}) {
  return sentences()[key].replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * What happened, and what to do next.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function inWords(error) {
  if (!(error instanceof SipError)) return error instanceof Error ? error.message : String(error);
  const field = error.kind === "configuration" && fieldOf(error);
  if (field) return t("wrongField", { field: t(field), remedy: t(`wrong_${field}`) });
  const words = LANGUAGES[language]?.errors[error.kind];
  return words ? sentence(words, (seconds) => t("waiting", { seconds }), error) : error.message;
}

/**
 * The field of the page in which there is what the package cannot use.
 *
 * @param {SipError} error
 */
export function fieldOf({ reason }) {
  return /** @type {const} */ (["server", "account"]).find((field) => reason.startsWith(`${field}: `));
}

/** @type {WeakMap<Element, () => void>} */
const spoken = new WeakMap();

/**
 * Writes a text, and writes it again when the language changes.
 *
 * @param {Element} element
 * @param {() => string} text
 */
export function write(element, text) {
  remember(element, () => (element.textContent = text()));
}

/**
 * The same for what a screen reader calls it.
 *
 * @param {Element} element
 * @param {() => string} text
 */
export function label(element, text) {
  remember(element, () => element.setAttribute("aria-label", text()));
}

/**
 * @param {Element} element
 * @param {() => void} say
 */
function remember(element, say) {
  spoken.set(element, say);
  element.setAttribute("data-spoken", "");
  say();
}

/**
 * @param {Element} element
 * @param {string} attribute
 */
function keyOf(element, attribute) {
  return /** @type {Key} */ (element.getAttribute(attribute));
}

function sentences() {
  return LANGUAGES[language]?.sentences ?? en;
}

/** @returns {string} */
function preferred() {
  const wanted = [kept("language", ""), ...navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase())];
  return wanted.find((code) => Object.hasOwn(LANGUAGES, code)) ?? "en";
}
