// A SIP server on loopback that says what a probe tells it to, and nothing by itself. What it waits for in vain is a
// finding of the probe, and no error of the test.

import { EventEmitter, once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketServer } from "ws";
import { listen } from "../loopback.mjs";
import { Message } from "../sip.mjs";

/** How long a library may let the server wait; a library that says it gave up is not waited for. */
const PATIENCE = 8_000;
/** What it may still send after it said so. */
const GRACE = 300;

/** What did not come. */
export class Missing extends Error {}

/** Starts a server that speaks with everybody who has a party of his own. */
export async function startServer() {
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => "sip" });
  const parties = new Map();
  http.on("upgrade", (request, socket, head) => {
    const party = parties.get(request.url);
    if (!party || party.down) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (web) => party.accept(web));
  });
  const { port, stop } = await listen(http);
  let last = 0;
  return {
    /** The server as one library sees it in one probe. */
    party() {
      const path = `/${(last += 1)}`;
      const party = new Party(`ws://127.0.0.1:${port}${path}`);
      parties.set(path, party);
      return party;
    },
    stop,
  };
}

/** What one library and the server say to each other. */
export class Party {
  /** Nobody is let in. */
  down = false;
  /** Every message of the library, over whatever link, in their order. */
  heard = [];
  #links = [];
  #taken = new Set();
  #grown = new EventEmitter().setMaxListeners(0);

  constructor(url) {
    this.url = url;
  }

  accept(web) {
    const link = new Link(web);
    web.on("message", (bytes) => {
      if (bytes.toString().trim()) this.heard.push(new Message(link, bytes));
      else link.keepAlives.push(bytes.toString());
      this.#grown.emit("grown");
    });
    this.#links.push(link);
    this.#grown.emit("grown");
  }

  /** A WebSocket was opened that `link` has not given yet. */
  get waits() {
    return this.#links.some((link) => !this.#taken.has(link));
  }

  /** The next WebSocket that the library opened. */
  link({ what = "WebSocket", ...options } = {}) {
    return this.#next(this.#links, () => true, what, options);
  }

  /**
   * The next message of this name that nobody has taken yet: `INVITE`, `180`, or one that fits. `unless` is a promise
   * of the library's giving up.
   */
  expect(wanted, { what = wanted, ...options } = {}) {
    const fits = typeof wanted === "string" ? (message) => message.name === wanted : wanted;
    return this.#next(this.heard, fits, what, options);
  }

  /** What was heard and not taken by `expect`. */
  rest() {
    return this.heard.filter((message) => !this.#taken.has(message));
  }

  async #next(list, fits, what, { unless, patience = PATIENCE } = {}) {
    const over = new AbortController();
    const { signal } = over;
    const limits = [delay(patience, null, { signal }), ...(unless ? [unless.then(() => delay(GRACE, null, { signal }))] : [])];
    const end = Promise.race(limits).then(() => "over", () => "over");
    try {
      for (let state; ; state = await Promise.race([end, once(this.#grown, "grown", { signal })])) {
        const found = list.find((thing) => !this.#taken.has(thing) && fits(thing));
        if (found) {
          this.#taken.add(found);
          return found;
        }
        if (state === "over") throw new Missing(what);
      }
    } finally {
      over.abort();
    }
  }
}

/** One accepted WebSocket. */
class Link {
  /** Empty frames from the library. */
  keepAlives = [];
  #web;

  constructor(web) {
    this.#web = web;
  }

  /** Sends a frame: text, or binary if it is a buffer that is no text. */
  send(frame) {
    this.#web.send(frame);
  }

  /** Breaks the connection, as a server that dies. */
  drop() {
    this.#web.terminate();
  }
}
