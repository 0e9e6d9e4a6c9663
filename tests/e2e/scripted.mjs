// A SIP server on loopback that does what a test says, message by message, and nothing by itself.

import assert from "node:assert/strict";
import { EventEmitter, on, once } from "node:events";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "../loopback.mjs";
import { Message as Received, answer, offer, write } from "../sip.mjs";
import { within } from "../within.mjs";

export { sdp } from "../sip.mjs";

/** How long the page may let a scripted server wait. */
const PATIENCE = 20_000;

/**
 * Starts a server. `subprotocol` is what its handshake agrees to: `sip`, any other, or `false` for none.
 */
export async function startScripted({ subprotocol = "sip" } = {}) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => subprotocol });
  const links = queue();
  sockets.on("connection", (socket, { url }) => links.put(new Link(socket, url)));
  const { port, stop } = await listen(server);
  return {
    url: `ws://127.0.0.1:${port}`,
    /** The next WebSocket that was accepted. */
    link: () => links.take("a WebSocket"),
    stop,
  };
}

/** One accepted WebSocket. */
class Link {
  #socket;
  #messages = queue();
  #keepAlives = queue();
  /** What the page has described last, by Call-ID. */
  #described = new Map();
  #closed;

  constructor(socket, url) {
    this.#socket = socket;
    /** Path and query that the page asked for. */
    this.url = url;
    this.#closed = once(socket, "close");
    socket.on("message", (bytes, binary) => {
      const text = bytes.toString();
      if (text.trim()) this.#take(new Message(this, bytes, binary));
      else this.#keepAlives.put(text);
    });
  }

  /**
   * A machine that held the browser up between two candidates owes its peer, which is not there, a re-INVITE with the late
   * ones (decision 8). Whether it comes is nothing that a test could know: no test gets to see it.
   */
  #take(message) {
    const [callId, { body }] = [message.header("Call-ID"), message];
    const before = this.#described.get(callId);
    if (body) this.#described.set(callId, body);
    const isAgain = message.name === "INVITE" && message.to && before;
    if (!isAgain || !hasOnlyMoreCandidates(before, body)) this.#messages.put(message);
  }

  /** Sends a frame: text, or binary if it is a buffer. */
  send(frame) {
    this.#socket.send(frame);
  }

  /** The next message; it must begin like this (`REGISTER`, `SIP/2.0 480`). */
  async expect(start) {
    const message = await this.#messages.take(start);
    if (!message.text.startsWith(`${start} `)) throw new Error(`expected ${start}, and got\n${message.text}`);
    return message;
  }

  /** Waits for a keep-alive of the page's (RFC 5626, section 3.5.1). */
  async ping() {
    assert.equal(await this.#keepAlives.take("a ping"), "\r\n\r\n");
  }

  /** Waits for its answer to ours. */
  async pong() {
    assert.equal(await this.#keepAlives.take("a pong"), "\r\n");
  }

  /** Lets the page register, without asking for a password. */
  async register() {
    const request = await this.expect("REGISTER");
    const expires = request.header("Expires");
    request.reply(200, "OK", { Contact: `${request.header("Contact")};expires=${expires}` });
    return request;
  }

  /** Calls the page at the address it registered, with more headers if there are any, and this description or one of a
   * peer that is not there; a second call needs an id of its own. */
  invite(registration, headers = {}, description = offer(), id = "scripted") {
    const [, target] = registration.header("Contact").match(/<([^>]+)>/);
    this.send(write(`INVITE ${target} SIP/2.0`, [
      ["Via", `SIP/2.0/WS scripted.invalid;branch=z9hG4bK${id}`],
      ["Max-Forwards", 70],
      ["From", "\"Bob\" <sip:bob@bellwire.test>;tag=bob"],
      ["To", registration.header("To")],
      ["Call-ID", id],
      ["CSeq", "1 INVITE"],
      ["Contact", "<sip:bob@scripted.invalid;transport=ws>"],
      ["Content-Type", "application/sdp"],
      ...Object.entries(headers),
    ], description));
  }

  /** Acknowledges the answer to `invite` or to a re-INVITE. */
  ack(answer, description = "") {
    this.within(answer, "ACK", Number.parseInt(answer.header("CSeq"), 10), description);
  }

  /** A request inside the call that `answer` accepted. */
  within(answer, method, number, description = "") {
    const [, target] = answer.header("Contact").match(/<([^>]+)>/);
    this.send(write(`${method} ${target} SIP/2.0`, [
      ["Via", `SIP/2.0/WS scripted.invalid;branch=z9hG4bK${method}${number}`],
      ["Max-Forwards", 70],
      ...["From", "To", "Call-ID"].map((name) => [name, answer.header(name)]),
      ["CSeq", `${number} ${method}`],
      ["Contact", "<sip:bob@scripted.invalid;transport=ws>"],
      ...(description ? [["Content-Type", "application/sdp"]] : []),
    ], description));
  }

  /** Breaks the connection, as a server that dies. */
  drop() {
    this.#socket.terminate();
  }

  /** Waits until the page has closed it. */
  closed() {
    return patiently(this.#closed, "the page to close its WebSocket");
  }
}

/** One SIP message from the page. */
class Message extends Received {
  constructor(link, bytes, binary) {
    super(link, bytes);
    this.bytes = bytes;
    /** It came in a binary frame. */
    this.binary = binary;
  }

  /** Takes a call of somebody who only listens, with audio that never comes. */
  answer() {
    this.reply(200, "OK", { Contact: "<sip:bob@scripted.invalid;transport=ws>" }, answer("sendonly"));
  }

  reply(status, reason = "", headers = {}, body = "", { binary = false } = {}) {
    super.reply(status, { line: `SIP/2.0 ${status} ${reason}`, headers, body, binary });
  }
}

/** The second description is of the same connection, in the same direction, with more ways to it. */
function hasOnlyMoreCandidates(before, after) {
  const lines = (sdp, pattern) => sdp.match(pattern) ?? [];
  const same = /^a=(?:ice-ufrag:.*|sendrecv|sendonly|recvonly|inactive)$/gm;
  const candidate = /^a=candidate:/gm;
  return lines(before, same).join() === lines(after, same).join()
    && lines(before, candidate).length < lines(after, candidate).length;
}

/** Things that come in order, taken one at a time, none of them waited for without a limit. */
function queue() {
  const things = new EventEmitter();
  const coming = on(things, "thing");
  return {
    put: (thing) => things.emit("thing", thing),
    take: async (what) => (await patiently(coming.next(), what)).value[0],
  };
}

/** Waits for the page, and not for ever. */
const patiently = (work, what) => within(PATIENCE, work, new Error(`waited ${PATIENCE} ms for ${what}`));
