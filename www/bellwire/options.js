// What the application may say, checked for its type only: what it means is the core's affair.

import { microphone } from "./devices.js";
import { configurationError } from "./errors.js";

/**
 * `H(username ":" realm ":" password)` in hexadecimal, so that the page need not know the password: one for each
 * algorithm that the server may ask for, or a text for MD5.
 *
 * @typedef {string | { "MD5"?: string, "SHA-256"?: string, "SHA-512-256"?: string }} Ha1
 */

/**
 * Who asks for credentials.
 *
 * @typedef {object} Challenge
 * @property {string} realm The name that the server gives to what it protects.
 * @property {"MD5" | "SHA-256" | "SHA-512-256"} algorithm An `ha1` must be made by it.
 * @property {boolean} refused What was given before was refused.
 */

/**
 * A password, or an `ha1` in its place.
 *
 * @typedef {{ username?: string, password: string } | { username?: string, ha1: Ha1 }} Credentials
 */

/** @typedef {(challenge: Challenge) => Promise<Credentials | null> | Credentials | null} AskCredentials */

/**
 * How long things may take, in seconds.
 *
 * @typedef {object} Timers
 * @property {number} [opening] How long a server may take to accept the WebSocket. Default: `20`.
 * @property {number} [pong] How long a server that asked for pings may take to answer one. Default: `10`.
 * @property {number} [retry] The longest pause between two attempts to connect. Default: `30`.
 * @property {number} [keepAlive] The time between pings, if the server asks for none itself. Default: no pings.
 */

/**
 * How much of a message from the server is read; a longer one is answered 513.
 *
 * @typedef {object} Limits
 * @property {number} [message] Bytes of a whole message. Default: `262144`.
 * @property {number} [headers] Rows of headers. Default: `256`.
 * @property {number} [line] Bytes of one row. Default: `16384`.
 */

/**
 * Values by name.
 *
 * @typedef {Record<string, string>} Texts
 */

/** @typedef {RTCIceServer[] | (() => Promise<RTCIceServer[]> | RTCIceServer[])} IceServers */

/**
 * What is said behind `Default:` stands in a column of its own in docs/api.md.
 *
 * @typedef {object} PhoneOptions
 * @property {string} server The WebSocket of the SIP server: `wss://sip.example.com:8443/ws`.
 * @property {string} account The address of record: `sip:alice@example.com`.
 * @property {string} [password] The password of the account.
 * @property {Ha1} [ha1] A hash in place of the password, so that the page need not know it.
 * @property {AskCredentials} [credentials] A function that is asked when a server wants a login that is not there, or
 *   refuses the one that is. It has two minutes; `null` or a rejection fails whatever waits for it.
 * @property {string[]} [realms] Log in to these realms, and to no others. Default: those of the registrar, of proxies
 *   on the way and, until a call is answered, of whoever is called, if they ask with `qop`.
 * @property {string} [authUser] The user name that goes with the password. Default: the user part of `account`.
 * @property {string} [displayName] The name that the other side is shown.
 * @property {boolean} [register] Register, so that calls can come in. Default: `true`.
 * @property {number} [expires] Seconds of registration to ask for. Default: `600`.
 * @property {string} [registrar] Where to register: `sip:registrar.example.com`. Default: the domain of `account`.
 * @property {string} [outboundProxy] The proxy that requests outside of a call pass first: `sip:edge.example.com`.
 * @property {string[]} [route] The proxies behind it, in order; each with `;lr` unless it is a strict router.
 * @property {Texts} [contactParams] Parameters of the Contact header; one with the empty text is a flag.
 * @property {Record<string, Texts>} [headers] Headers of your own, by method: `{ INVITE: { "X-Desk": "7" } }`.
 * @property {boolean} [literalHash] Dial `#` as it is, for servers that do not understand `%23`. Default: `false`.
 * @property {boolean} [strictTarget] Answer 404 to calls for any address but the account's and this phone's own.
 *   Otherwise whatever the server sends here is taken, since some rewrite addresses. Default: `false`.
 * @property {IceServers} [iceServers] STUN and TURN servers, or a function that is asked for them before each
 *   connection, since TURN credentials expire.
 * @property {RTCIceTransportPolicy} [iceTransportPolicy] `"relay"` sends all media through TURN and hides the addresses
 *   of this machine. Default: `"all"`.
 * @property {number} [gathering] Milliseconds that the ICE servers may take to answer. Default: `1000`.
 * @property {boolean} [tcpCandidates] Offer TCP candidates, too. Servers seldom take them, and they make messages long.
 *   Default: `false`.
 * @property {Timers} [timers] How long things may take.
 * @property {Limits} [limits] How much of a message from the server is read.
 * @property {number} [ringLimit] Seconds that a call may ring, in either direction. Default: `300`.
 * @property {string} [userAgent] What the User-Agent header says. Default: `Bellwire/` and the version.
 * @property {boolean} [allowInsecure] Allow `ws:` to a host other than this machine, although everybody on the way can
 *   then read along. Default: `false`.
 * @property {boolean} [ringback] Play a tone while the other side rings in silence. Default: `true`.
 */

/**
 * What to send: the microphone that the browser chooses (`true`), a certain one, nothing (`"recvonly"`), or a stream of
 * the application, whose tracks are never stopped, switched off or on by the phone.
 *
 * @typedef {true | "recvonly" | { microphone: string } | MediaStream} AudioOption
 */

/**
 * @typedef {object} Sound
 * @property {import("./core-events.js").AudioWish} wish
 * @property {import("./core-events.js").Microphone} microphone
 * @property {MediaStream} [stream] In the place of a microphone.
 */

const required = ["server", "account"];
const COUNTS = "must be an object of whole numbers above zero, by their known names";
const SECONDS = "must be a whole number of seconds above zero";
const HA1 = "must be hexadecimal digits, or an object with some for MD5, SHA-256 or SHA-512-256";

/**
 * What an option must be, and what to say when it is not.
 *
 * @type {Record<keyof PhoneOptions, [(value: unknown) => boolean, string]>}
 */
const rules = {
  server: [isText, "must be a text such as wss://sip.example.com"],
  account: [isText, "must be a text such as sip:alice@example.com"],
  password: [isText, "must be a text"],
  ha1: [isHa1, HA1],
  credentials: [isFunction, "must be a function"],
  realms: [isTexts, "must be an array of texts, one at least"],
  authUser: [isText, "must be a text"],
  displayName: [isText, "must be a text"],
  register: [isBoolean, "must be true or false"],
  expires: [isCount, SECONDS],
  ringLimit: [isCount, SECONDS],
  registrar: [isText, "must be a text such as sip:registrar.example.com"],
  outboundProxy: [isText, "must be a text such as sip:edge.example.com"],
  route: [isTexts, "must be an array of texts, one at least"],
  contactParams: [isTextsByName, "must be an object with a text for each parameter"],
  headers: [isHeaders, "must be an object with the headers of each method, every one a text"],
  literalHash: [isBoolean, "must be true or false"],
  strictTarget: [isBoolean, "must be true or false"],
  iceServers: [isIceServers, "must be an array of RTCIceServer, or a function that gives one"],
  iceTransportPolicy: [isPolicy, 'must be "all" or "relay"'],
  gathering: [isCount, "must be a whole number of milliseconds above zero"],
  tcpCandidates: [isBoolean, "must be true or false"],
  timers: [isCounts("opening", "pong", "retry", "keepAlive"), COUNTS],
  limits: [isCounts("message", "headers", "line"), COUNTS],
  userAgent: [isText, "must be a text"],
  allowInsecure: [isBoolean, "must be true or false"],
  ringback: [isBoolean, "must be true or false"],
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
    else if (!rule[0](value)) throw configurationError(option, rule[1]);
  }
  const missing = required.find((option) => !(option in given));
  if (missing) throw configurationError(missing, "is missing");
  if ("password" in given && "ha1" in given) throw configurationError("ha1", "is given beside a password");
  return /** @type {PhoneOptions} */ (/** @type {unknown} */ (given));
}

/**
 * The core's share of the options.
 *
 * @param {PhoneOptions} options
 * @returns {object}
 */
export function coreConfig(options) {
  const { iceServers, iceTransportPolicy, ringback: _, credentials, contactParams, headers, ...config } = options;
  const ice = iceTransportPolicy === "relay" ? "relay" : iceServers && !isEmpty(iceServers) ? "servers" : "host";
  return {
    ...config,
    ...coreKey(config),
    ice,
    askCredentials: credentials !== undefined,
    contactParams: Object.entries(contactParams ?? {}).map(written).join(""),
    headers: Object.entries(headers ?? {}).flatMap(([method, texts]) =>
      Object.entries(texts).flatMap((header) => [method, ...header]),
    ),
  };
}

/**
 * A parameter as it stands on the wire (RFC 3261, section 25.1).
 *
 * @param {[string, string]} parameter
 */
function written([name, value]) {
  if (value === "") return `;${name}`;
  return /^[\w.!%*`'~+-]+$/.test(value) ? `;${name}=${value}` : `;${name}="${value.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * What the application gave when it was asked, for the core; nothing if that cannot be used.
 *
 * @param {unknown} credentials
 * @returns {{ username?: string, password?: string, ha1?: object }}
 */
export function readCredentials(credentials) {
  const { username, password, ha1 } = /** @type {Record<string, unknown>} */ (credentials ?? {});
  const name = isText(username) ? { username } : {};
  if (isText(password)) return { ...name, ...coreKey({ password }) };
  return isHa1(ha1) ? { ...name, ...coreKey({ ha1 }) } : {};
}

/**
 * A password is one text however it was typed (RFC 7616, section 4); a lone HA1 is for MD5.
 *
 * @param {{ password?: string | undefined, ha1?: Ha1 | undefined }} key
 */
function coreKey({ password, ha1 }) {
  if (password !== undefined) return { password: password.normalize() };
  return ha1 === undefined ? {} : { ha1: typeof ha1 === "string" ? { MD5: ha1 } : ha1 };
}

/**
 * @param {unknown} audio
 * @returns {Sound}
 */
export function readAudio(audio) {
  const any = microphone("");
  if (audio === undefined || audio === true) return { wish: "sendrecv", microphone: any };
  if (audio === "recvonly") return { wish: "recvonly", microphone: any };
  if (isStream(audio)) return { wish: "sendrecv", microphone: any, stream: audio };
  if (isObject(audio) && "microphone" in audio) return { wish: "sendrecv", microphone: microphone(audio.microphone) };
  throw configurationError("audio", 'must be true, "recvonly", a MediaStream or an object with a microphone');
}

/**
 * @param {unknown} expires
 * @returns {{ expires?: number }}
 */
export function readExpires(expires) {
  if (expires === undefined) return {};
  if (!isCount(expires)) throw configurationError("expires", SECONDS);
  return { expires: Number(expires) };
}

/**
 * Whether the callee is to offer.
 *
 * @param {unknown} offer
 * @returns {boolean}
 */
export function readOffer(offer) {
  if (offer !== undefined && offer !== "late") throw configurationError("offer", 'must be "late"');
  return offer === "late";
}

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isText(value) {
  return typeof value === "string";
}

/** @param {unknown} value */
function isTexts(value) {
  return Array.isArray(value) && value.length > 0 && value.every(isText);
}

/** @param {unknown} value */
function isFunction(value) {
  return typeof value === "function";
}

/**
 * @param {unknown} value
 * @returns {value is Ha1}
 */
function isHa1(value) {
  return isText(value) || (isObject(value) && isTexts(Object.values(value)));
}

/** @param {unknown} value */
function isBoolean(value) {
  return typeof value === "boolean";
}

/** @param {unknown} value */
function isCount(value) {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 32;
}

/** @param {string[]} names */
function isCounts(...names) {
  return (/** @type {unknown} */ value) =>
    isObject(value) && Object.entries(value).every(([name, count]) => names.includes(name) && isCount(count));
}

/** @param {unknown} value */
function isTextsByName(value) {
  return isObject(value) && Object.values(value).every(isText);
}

/** @param {unknown} value */
function isHeaders(value) {
  return isObject(value) && Object.values(value).every(isTextsByName);
}

/** @param {IceServers} servers */
function isEmpty(servers) {
  return Array.isArray(servers) && servers.length === 0;
}

/** @param {unknown} value */
function isIceServers(value) {
  return Array.isArray(value) || isFunction(value);
}

/**
 * @param {unknown} value
 * @returns {value is object}
 */
function isObject(value) {
  return typeof value === "object" && value !== null;
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
