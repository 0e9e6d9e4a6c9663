// Whom the built-in server knows, and which numbers it answers: it is the one that served this page.

import { t } from "./language.js";

const PASSWORD = "bellwire";

/** @type {Record<string, string>} */
const NAMES = { alice: "Alice", bob: "Bob", carol: "Carol", dave: "Dave" };

/** They say no password, and may call these numbers only. */
const GUEST = "guest";

export const NUMBERS = /** @type {const} */ (["echo", "busy", "noanswer", "decline"]);

/**
 * Who somebody is, and how their phone is made.
 *
 * @typedef {object} Identity
 * @property {() => string} name
 * @property {import("../bellwire/index.js").PhoneOptions} options
 * @property {BuiltIn | null} builtIn What the built-in server offers; `null` elsewhere.
 */

/**
 * @typedef {object} BuiltIn
 * @property {boolean} guest
 * @property {string | null} other Whom one might call in a second tab.
 */

/**
 * @param {string | null} user
 * @returns {user is string}
 */
export function isKnown(user) {
  return user !== null && (user === GUEST || Object.hasOwn(NAMES, user));
}

/** @param {string} user */
export function nameOf(user) {
  return user === GUEST ? t("guest") : (NAMES[user] ?? user);
}

/**
 * @param {string} user
 * @returns {Identity}
 */
export function identityOf(user) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  const options = { server: `${scheme}//${location.host}/sip`, account: `sip:${user}@localhost` };
  const name = () => nameOf(user);
  if (user === GUEST) {
    return { name, options: { ...options, register: false }, builtIn: { guest: true, other: null } };
  }
  return {
    name,
    options: { ...options, password: PASSWORD, displayName: name() },
    builtIn: { guest: false, other: user === "alice" ? "bob" : "alice" },
  };
}

/**
 * How to show the other side of a call.
 *
 * @param {import("../bellwire/index.js").Remote} remote
 */
export function nameOfRemote({ name, user, uri }) {
  return name ?? (user ? nameOf(user) : uri);
}
