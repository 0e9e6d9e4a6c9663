// The phones of a page's elements: those with the same server and the same credentials share one.

import { loadCore } from "../load.js";
import { Phone } from "../phone.js";
import { callerOptions } from "./caller.js";

/** @typedef {import("./caller.js").CallerSource} CallerSource */

/**
 * Where an element calls from.
 *
 * @typedef {object} Access
 * @property {string} server
 * @property {CallerSource | null} source
 * @property {string | null} authorizeUrl
 */

/** How long a phone waits for the next call. Some servers close a silent WebSocket after 32 seconds. */
const REST_MS = 30_000;

/** How often the WebSocket is tried before the person is told: somebody looks at the panel. */
const TRIES = 2;

/** @type {Map<string, Line>} */
const lines = new Map();

/** @type {unknown[]} */
const functions = [];

/**
 * The line for this access.
 *
 * @param {Access} access
 * @returns {Line}
 */
export function lineOf(access) {
  const key = keyOf(access);
  const line = lines.get(key) ?? new Line(access, () => lines.delete(key));
  lines.set(key, line);
  return line;
}

/** One phone, from the gesture that needs it until nobody has called for a while. */
class Line {
  #access;
  #gone;
  /** @type {Promise<Phone> | null} */
  #phone = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #users = 0;

  /**
   * @param {Access} access
   * @param {() => void} gone
   */
  constructor(access, gone) {
    this.#access = access;
    this.#gone = gone;
  }

  /** Somebody will call soon. Nothing is sent before they do. */
  prepare() {
    if (this.#phone) this.#phone.then((phone) => phone.prepare(), () => {});
    else loadCore().catch(() => {}); // The call will say why.
  }

  /**
   * The phone, connected. Afterwards the line must `rest` or be closed.
   *
   * @returns {Promise<Phone>}
   */
  async open() {
    clearTimeout(this.#timer);
    this.#users += 1;
    this.#phone ??= this.#make();
    const phone = await this.#phone;
    await connect(phone);
    return phone;
  }

  /** The call is over; the next may come soon. */
  rest() {
    this.#users -= 1;
    if (this.#users === 0) this.#timer = setTimeout(() => this.close(), REST_MS);
  }

  /** The next call asks anew who calls. */
  close() {
    clearTimeout(this.#timer);
    this.#gone();
    this.#phone?.then((phone) => phone.close(), () => {});
    this.#phone = null;
  }

  async #make() {
    const { server, source, authorizeUrl } = this.#access;
    const phone = new Phone(await callerOptions(server, source, authorizeUrl));
    phone.addEventListener("link", ({ state }) => {
      if (state === "lost" && this.#users === 0) this.close();
    });
    return phone;
  }
}

/**
 * Connects, or says soon why not: the phone itself would try for longer.
 *
 * @param {Phone} phone
 */
async function connect(phone) {
  const over = new AbortController();
  const lost = new Promise((_, reject) => {
    let tries = 0;
    phone.addEventListener("link", ({ error }) => {
      if (error && (tries += 1) === TRIES) reject(error);
    }, { signal: over.signal });
  });
  try {
    await Promise.race([phone.start(), lost]);
  } finally {
    over.abort();
  }
}

/**
 * Equal data is one key; a function is equal to itself only.
 *
 * @param {Access} access
 */
function keyOf({ server, source, authorizeUrl }) {
  return JSON.stringify([server, source, authorizeUrl], (_, value) => {
    if (typeof value !== "function") return value;
    if (!functions.includes(value)) functions.push(value);
    return `function ${functions.indexOf(value)}`;
  });
}
