// STUN and TURN servers that the application is asked for, since their credentials expire.

import { within } from "./within.js";

/** @typedef {Extract<import("./core-events.js").CoreMessage, { kind: "media" }>} MediaMessage */

/** Nothing waits for ever: after this a connection is made without servers. */
const PATIENCE_MS = 5_000;

/** Lets the core's requests for media through; a new connection waits until its servers are known. */
export class IceServers {
  /** What the media host makes each connection with, as it stands at that moment. */
  configuration;
  #ask;
  /** @type {Map<number, MediaMessage[]>} */
  #waiting = new Map();
  /** @type {Set<number>} */
  #known = new Set();

  /** @param {import("./options.js").PhoneOptions} options */
  constructor({ iceServers = [], iceTransportPolicy = "all" }) {
    this.#ask = typeof iceServers === "function" ? iceServers : null;
    this.configuration = { iceServers: Array.isArray(iceServers) ? iceServers : [], iceTransportPolicy };
  }

  /** They stand before anybody calls: the application gave them, and is asked for none. */
  get stand() {
    return this.#ask === null;
  }

  /**
   * @param {MediaMessage} message
   * @param {(message: MediaMessage) => void} serve
   */
  pass(message, serve) {
    const { peer, request } = message;
    const waiting = this.#waiting.get(peer);
    if (request.type === "close") {
      this.#known.delete(peer);
      // What was never opened needs no closing.
      if (!this.#waiting.delete(peer)) serve(message);
    } else if (waiting) {
      waiting.push(message);
    } else if (this.#ask && !this.#known.has(peer)) {
      this.#known.add(peer);
      this.#waiting.set(peer, [message]);
      void this.#open(this.#ask, peer, serve);
    } else {
      serve(message);
    }
  }

  /** Nobody waits any more. */
  stop() {
    this.#waiting.clear();
  }

  /**
   * Asks, and goes on without servers if that fails: a call in the local network needs none.
   *
   * @param {() => Promise<RTCIceServer[]> | RTCIceServer[]} ask
   * @param {number} peer
   * @param {(message: MediaMessage) => void} serve
   */
  async #open(ask, peer, serve) {
    let servers;
    try {
      servers = await within(PATIENCE_MS, ask(), new Error("iceServers: the function must give an array of RTCIceServer in time"));
      if (!Array.isArray(servers)) throw new Error("iceServers: the function must give an array of RTCIceServer");
    } catch (error) {
      reportError(error);
      servers = /** @type {RTCIceServer[]} */ ([]);
    }
    const messages = this.#waiting.get(peer) ?? [];
    this.#waiting.delete(peer);
    this.configuration.iceServers = servers;
    for (const message of messages) serve(message);
  }
}
