// Whom the switchboard knows, and how to reach it: the server that served this page.

const PASSWORD = "bellwire";

/** @type {Record<string, string>} */
const NAMES = { alice: "Alice", bob: "Bob", carol: "Carol", dave: "Dave" };

/** @param {string | null} user */
export function isKnown(user) {
  return user !== null && Object.hasOwn(NAMES, user);
}

/** @param {string} user */
export function nameOf(user) {
  return NAMES[user] ?? user;
}

/**
 * The one to call: Bob for Alice, Alice for everybody else.
 *
 * @param {string} user
 */
export function otherOf(user) {
  return user === "alice" ? "bob" : "alice";
}

/**
 * @param {string} user
 * @returns {import("../bellwire/index.js").PhoneOptions}
 */
export function phoneOptions(user) {
  const scheme = location.protocol === "https:" ? "wss:" : "ws:";
  return {
    server: `${scheme}//${location.host}/sip`,
    account: `sip:${user}@localhost`,
    password: PASSWORD,
    displayName: nameOf(user),
  };
}

/**
 * How to show the other side of a call.
 *
 * @param {import("../bellwire/call.js").Remote} remote
 */
export function nameOfRemote({ name, user, uri }) {
  return name ?? (user ? nameOf(user) : uri);
}
