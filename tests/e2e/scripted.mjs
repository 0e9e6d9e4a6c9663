// A SIP server on loopback that does what a test says, message by message, and nothing by itself.

import assert from "node:assert/strict";
import { EventEmitter, on, once } from "node:events";
import { WebSocketServer } from "ws";

/** How long the page may let a scripted server wait. */
const PATIENCE = 20_000;

const FINGERPRINT = Array(32).fill("BE").join(":");

/**
 * Starts a server. `subprotocol` is what its handshake agrees to: `sip`, any other, or `false` for none.
 */
export async function startScripted({ subprotocol = "sip" } = {}) {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => subprotocol });
  const links = queue();
  server.on("connection", (socket, { url }) => links.put(new Link(socket, url)));
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    /** The next WebSocket that was accepted. */
    link: () => links.take("a WebSocket"),
    async stop() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, "close");
    },
  };
}

/** One accepted WebSocket. */
class Link {
  #socket;
  #messages = queue();
  #keepAlives = queue();
  #closed;

  constructor(socket, url) {
    this.#socket = socket;
    /** Path and query that the page asked for. */
    this.url = url;
    this.#closed = once(socket, "close");
    socket.on("message", (bytes, binary) => {
      const text = bytes.toString();
      if (text.trim()) this.#messages.put(new Message(this, bytes, binary));
      else this.#keepAlives.put(text);
    });
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
  invite(registration, headers = {}, description = sdp("actpass", "sendrecv"), id = "scripted") {
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
    return within(this.#closed, "the page to close its WebSocket");
  }
}

/** One SIP message from the page. */
class Message {
  #link;

  constructor(link, bytes, binary) {
    this.#link = link;
    this.bytes = bytes;
    this.text = bytes.toString();
    /** It came in a binary frame. */
    this.binary = binary;
  }

  /** What stands behind the headers. */
  get body() {
    return this.text.slice(this.text.indexOf("\r\n\r\n") + 4);
  }

  /** The first row of this name. */
  header(name) {
    return this.#rows(name)[0];
  }

  /** Takes a call of somebody who only listens, with audio that never comes. */
  answer() {
    const headers = { Contact: "<sip:bob@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };
    this.reply(200, "OK", headers, sdp("active", "sendonly"));
  }

  /** Answers it, in a binary frame if that is wanted; a final answer gets a To tag. */
  reply(status, reason, headers = {}, body = "", { binary = false } = {}) {
    const to = this.header("To");
    const tagged = status === 100 || to.includes(";tag=") ? to : `${to};tag=scripted`;
    const rows = [
      ...this.#rows("Via").map((via) => ["Via", via]),
      ["From", this.header("From")],
      ["To", tagged],
      ["Call-ID", this.header("Call-ID")],
      ["CSeq", this.header("CSeq")],
      ...Object.entries(headers),
    ];
    const message = write(`SIP/2.0 ${status} ${reason}`, rows, body);
    this.#link.send(binary ? Buffer.from(message) : message);
  }

  #rows(name) {
    const prefix = `${name.toLowerCase()}:`;
    return this.text.split("\r\n")
      .filter((row) => row.toLowerCase().startsWith(prefix))
      .map((row) => row.slice(prefix.length).trim());
  }
}

function write(start, rows, body = "") {
  const length = ["Content-Length", Buffer.byteLength(body)];
  const head = [start, ...[...rows, length].map(([name, value]) => `${name}: ${value}`)];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** A description that any browser accepts, of a peer that is not there. */
export function sdp(setup, direction) {
  return [
    "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=mid:0",
    "a=ice-ufrag:bell", "a=ice-pwd:bellwirebellwirebellwire", `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${setup}`, `a=${direction}`, "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "",
  ].join("\r\n");
}

/** Things that come in order, taken one at a time, none of them waited for without a limit. */
function queue() {
  const things = new EventEmitter();
  const coming = on(things, "thing");
  return {
    put: (thing) => things.emit("thing", thing),
    take: async (what) => (await within(coming.next(), what)).value[0],
  };
}

async function within(work, what) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${PATIENCE} ms for ${what}`)), PATIENCE);
  });
  return Promise.race([work, limit]).finally(() => clearTimeout(timer));
}
