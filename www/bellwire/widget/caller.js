// Who calls: somebody with short-lived credentials, or nobody in particular.

import { SipError } from "../errors.js";
import { within } from "../within.js";

/** @typedef {import("../options.js").PhoneOptions} PhoneOptions */

/**
 * Who calls, in the options of a phone: `account` with `ha1` or `password`, `displayName`, `iceServers` and the like.
 * Without an `account` the call is anonymous.
 *
 * @typedef {Partial<Omit<PhoneOptions, "server" | "register">>} Caller
 */

/**
 * A caller, or who is asked for one when a call begins.
 *
 * @typedef {Caller | (() => Promise<Caller> | Caller)} CallerSource
 */

/** How long the page's own server may take to say who calls; and a function, which may ask a person. */
const FETCH_MS = 10_000;
const ASK_MS = 120_000;

/** How long the SIP server may take to accept a WebSocket, in seconds: somebody looks at the panel. */
const OPENING = 8;

/**
 * The options of the phone that calls.
 *
 * @param {string} server
 * @param {CallerSource | null} source
 * @param {string | null} authorizeUrl Is asked when there is no other source.
 * @returns {Promise<PhoneOptions>}
 */
export async function callerOptions(server, source, authorizeUrl) {
  const caller = await ask(typeof source === "function" ? source : () => source ?? authorize(authorizeUrl));
  const { account = anonymous(server), displayName = caller.account ? undefined : "Anonymous" } = caller;
  return { timers: { opening: OPENING }, ...caller, account, displayName, server, register: false };
}

/**
 * Nobody in particular, at the server's domain (RFC 3323, section 4.1.1.3).
 *
 * @param {string} server
 */
function anonymous(server) {
  return `sip:anonymous@${domain(server)}`;
}

/**
 * What is no address is refused by the core, which says what one looks like.
 *
 * @param {string} server
 */
function domain(server) {
  try {
    return new URL(server).hostname || "anonymous.invalid";
  } catch {
    return "anonymous.invalid";
  }
}

/**
 * @param {() => Promise<Caller> | Caller} source
 * @returns {Promise<Caller>}
 */
async function ask(source) {
  try {
    return { ...(await within(ASK_MS, source(), new Error("nobody said in time who calls"))) };
  } catch (cause) {
    throw new SipError("credentials", { reason: cause instanceof Error ? cause.message : String(cause), cause });
  }
}

/**
 * @param {string | null} url
 * @returns {Promise<Caller> | Caller}
 */
function authorize(url) {
  return url === null ? {} : fetchCaller(url);
}

/**
 * The site's own server makes credentials for one visitor, and they are never kept.
 *
 * @param {string} url
 * @returns {Promise<Caller>}
 */
async function fetchCaller(url) {
  const headers = { Accept: "application/json" };
  const response = await fetch(url, { headers, cache: "no-store", signal: AbortSignal.timeout(FETCH_MS) });
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  return response.json();
}
