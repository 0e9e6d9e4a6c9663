// What a page says of the call, as it stands in the element.

import { configurationError } from "../errors.js";

/** @typedef {import("./element.js").BellwireCall} BellwireCall */

const REQUIRED = /** @type {const} */ (["server", "target"]);

/** Everybody who looks at the page could read them. */
const SECRETS = ["password", "ha1", "credentials", "token"];

/**
 * Where the element calls from. A server that is a path is one of the page's own host.
 *
 * @param {BellwireCall} element
 * @returns {import("./line.js").Access}
 */
export function accessOf({ server, credentials, authorizeUrl }) {
  const origin = server.startsWith("/") ? location.origin.replace(/^http/, "ws") : "";
  return { server: origin + server, source: credentials, authorizeUrl };
}

/**
 * What the page did wrong, if anything; what a right value looks like is the core's affair.
 *
 * @param {BellwireCall} element
 */
export function mistakeOf(element) {
  const secret = SECRETS.find((name) => element.hasAttribute(name));
  if (secret) return configurationError(secret, "everybody can read an attribute; set the property credentials");
  const missing = REQUIRED.find((name) => !element[name].trim());
  return missing ? configurationError(missing, "is missing") : null;
}
