// The element's languages: two of its own, and those that a page adds.

import { en } from "./words/en.js";
import { fr } from "./words/fr.js";

/** @typedef {typeof en} Words */

/**
 * A language as a page gives it; what is missing is said in English.
 *
 * @typedef {Partial<Words>} SomeWords
 */

/** @typedef {import("../errors.js").SipError} SipError */
/** @typedef {import("../errors.js").SipErrorKind} SipErrorKind */

/** @type {Map<string, Words>} */
const languages = new Map([["en", en], ["fr", fr]]);

/**
 * Failures that a person at the page can do the same about; those that are not here have words of their own, or those of
 * `service`.
 *
 * @type {Partial<Record<SipErrorKind, keyof Words>>}
 */
const SAME = {
  subprotocol: "unreachable",
  transport: "unreachable",
  maybeTooLarge: "unreachable",
  unsupportedChallenge: "credentials",
  weakerChallenge: "credentials",
  foreignRealm: "credentials",
  staleForEver: "credentials",
  unprovenServer: "credentials",
  forbidden: "credentials",
  microphoneBlocked: "microphonePolicy",
  configuration: "setup",
  target: "setup",
  notFound: "unavailable",
  insecure: "setup",
  illegalText: "setup",
  closed: "removed",
};

/**
 * What those need to know who run the site.
 *
 * @type {(keyof Words)[]}
 */
const OWNERS = [
  "unreachable",
  "credentials",
  "media",
  "microphonePolicy",
  "insecurePage",
  "setup",
  "load",
  "crashed",
  "removed",
  "service",
];

/**
 * @param {string} tag
 * @param {SomeWords} words
 */
export function addWords(tag, words) {
  languages.set(tag.toLowerCase(), { ...en, ...words });
}

/**
 * The language at this place of the page, or else the browser's; English where neither is known.
 *
 * @param {Element} place
 * @returns {{ language: string, words: Words }}
 */
export function wordsAt(place) {
  const marked = place.closest("[lang]") ?? document.documentElement;
  const [tag = "en"] = [marked.getAttribute("lang") || navigator.language].map((tag) => tag.toLowerCase());
  const language = [tag, tag.replace(/-.*/, "")].find((known) => languages.has(known)) ?? "en";
  return { language, words: languages.get(language) ?? en };
}

/**
 * Which words tell the person at the page what happened and what to do.
 *
 * @param {SipError} error
 * @returns {keyof Words}
 */
export function failureName(error) {
  const { kind, reason } = error;
  if (kind === "microphoneDenied" && /system/i.test(reason)) return "microphoneSystem";
  return SAME[kind] ?? (Object.hasOwn(en, kind) ? /** @type {keyof Words} */ (kind) : "service");
}

/**
 * The person cannot mend it alone. Servers answer 404 where nobody is registered, and where the address is wrong.
 *
 * @param {SipError} error
 */
export function isForOwner(error) {
  return error.kind === "notFound" || OWNERS.includes(failureName(error));
}
