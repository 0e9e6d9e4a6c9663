// What the application may say, checked for its type only: what it means is the core's affair.

import { configurationError } from "./errors.js";

/**
 * @typedef {object} PhoneOptions
 * @property {string} server The WebSocket of the SIP server: `wss://sip.example.com:8443/ws`.
 * @property {string} account The address of record: `sip:alice@example.com`.
 * @property {string} [password]
 * @property {string} [authUser] The user name for the password; the account's user part by default.
 * @property {string} [displayName] The name shown to the other side.
 * @property {boolean} [register] Register, so that calls can come in; on by default.
 * @property {number} [expires] Seconds of registration to ask for; 600 by default.
 * @property {RTCIceServer[]} [iceServers] STUN and TURN servers; none by default.
 * @property {RTCIceTransportPolicy} [iceTransportPolicy]
 * @property {string} [userAgent] What the User-Agent header says.
 * @property {boolean} [allowInsecure] Allow `ws:` to a host that is not this machine.
 * @property {boolean} [ringback] Play a tone while the other side rings in silence; on by default.
 */

/**
 * What to send: the microphone (`true`), nothing (`"recvonly"`), or a stream of the application, whose tracks
 * are never stopped by the phone.
 *
 * @typedef {true | "recvonly" | MediaStream} AudioOption
 */

const required = ["server", "account"];

/** @type {Record<keyof PhoneOptions, { is: (value: unknown) => boolean, problem: string }>} */
const rules = {
  server: { is: isText, problem: "must be a text such as wss://sip.example.com" },
  account: { is: isText, problem: "must be a text such as sip:alice@example.com" },
  password: { is: isText, problem: "must be a text" },
  authUser: { is: isText, problem: "must be a text" },
  displayName: { is: isText, problem: "must be a text" },
  register: { is: isBoolean, problem: "must be true or false" },
  expires: { is: isSeconds, problem: "must be a whole number of seconds above zero" },
  iceServers: { is: Array.isArray, problem: "must be an array of RTCIceServer" },
  iceTransportPolicy: { is: isPolicy, problem: 'must be "all" or "relay"' },
  userAgent: { is: isText, problem: "must be a text" },
  allowInsecure: { is: isBoolean, problem: "must be true or false" },
  ringback: { is: isBoolean, problem: "must be true or false" },
};

/**
 * @param {PhoneOptions} options
 * @returns {PhoneOptions} a copy that nobody else can change
 */
export function checkOptions(options) {
  /** @type {Record<string, unknown>} */
  const given = { ...options };
  for (const [option, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, option) ? rules[/** @type {keyof PhoneOptions} */ (option)] : undefined;
    if (!rule) throw configurationError(option, "there is no such option");
    if (value === undefined) delete given[option];
    else if (!rule.is(value)) throw configurationError(option, rule.problem);
  }
  const missing = required.find((option) => !(option in given));
  if (missing) throw configurationError(missing, "is missing");
  return /** @type {PhoneOptions} */ (/** @type {unknown} */ (given));
}

/**
 * The core's share of the options.
 *
 * @param {PhoneOptions} options
 * @returns {object}
 */
export function coreConfig({ iceServers, iceTransportPolicy, ringback: _, ...config }) {
  const ice = iceTransportPolicy === "relay" ? "relay" : iceServers?.length ? "servers" : "host";
  return { ...config, ice };
}

/**
 * @param {unknown} audio
 * @returns {{ wish: import("./core-events.js").AudioWish, stream: MediaStream | null }}
 */
export function readAudio(audio) {
  if (audio === undefined || audio === true) return { wish: "sendrecv", stream: null };
  if (audio === "recvonly") return { wish: "recvonly", stream: null };
  if (isStream(audio)) return { wish: "sendrecv", stream: audio };
  throw configurationError("audio", 'must be true, "recvonly" or a MediaStream');
}

/** @param {unknown} value */
function isText(value) {
  return typeof value === "string";
}

/** @param {unknown} value */
function isBoolean(value) {
  return typeof value === "boolean";
}

/** @param {unknown} value */
function isSeconds(value) {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 32;
}

/** @param {unknown} value */
function isPolicy(value) {
  return value === "all" || value === "relay";
}

/**
 * A stream may come from another frame, where `instanceof` fails.
 *
 * @param {unknown} value
 * @returns {value is MediaStream}
 */
function isStream(value) {
  return Object.prototype.toString.call(value) === "[object MediaStream]";
}
