// One library in one probe: its page, the server as it sees it, and the steps that many probes begin with.

import { setTimeout as delay } from "node:timers/promises";
import { stopClock } from "../e2e/clock.mjs";
import { addressOf, answer, rowsOf, write } from "../sip.mjs";

export const ACCOUNT = "sip:alice@peers.invalid";
export const PASSWORD = "open sesame";
export const BOB = "sip:bob@peers.invalid";
const BOBS_TAG = "bob";
const CONTACT = "<sip:bob@there.invalid;transport=ws>";

/** How finely a clock is wound on, in seconds, and how long that takes in truth, in milliseconds. */
const TICK = 1;
const PACE = 15;
/** How long nothing must be heard for silence, in milliseconds. */
export const QUIET = 500;

/** The library does not offer what the probe is about: neither right nor wrong. */
export class Absent extends Error {}

/** A library ready to be started. */
export class Trial {
  #page;
  #account = ACCOUNT;
  #link;
  #opened = 0;
  #asked = 0;

  /** Loads the library into a page: nothing is left there of what was before. */
  static async begin(page, { site, server, library }) {
    await page.goto(`${site.origin}/?${library.replace(".", "")}`);
    await page.waitForSelector("html[data-ready]", { state: "attached" });
    return new Trial(page, library, server.party());
  }

  constructor(page, library, party) {
    this.#page = page;
    this.library = library;
    this.party = party;
  }

  /** Asks something of the library, or of its page. */
  do(verb, ...values) {
    return this.#page.evaluate(([verb, values]) => globalThis.peer[verb](...values), [verb, values]);
  }

  /** Waits, for ever, until the application is told one of these. */
  told(...names) {
    // A page that is left answers nothing any more.
    return this.do("told", names).catch(() => new Promise(() => {}));
  }

  /** What the application was told last of these. */
  async #last(...names) {
    const log = await this.do("log");
    return log.findLast(({ what }) => names.includes(what))?.what ?? "nothing";
  }

  /** A verb was refused: it threw or rejected. */
  async threw() {
    return (await this.#last("threw")) === "threw";
  }

  /** What became of the call. */
  call() {
    return this.#last("rings", "answered", "ended");
  }

  /** What became of the registration. */
  registration() {
    return this.#last("registered", "unregistered");
  }

  /** What the application knows when a probe has waited in vain. */
  async state() {
    await this.quiet();
    const call = await this.call();
    return call === "nothing" ? this.registration() : call;
  }

  /** The names of the exceptions that nobody caught, if there are any. */
  async uncaught() {
    const log = await this.do("log");
    const names = log.filter(({ what }) => what === "uncaught").map(({ error }) => error);
    return [...new Set(names)].join(", ") || undefined;
  }

  /** Starts the library, where there is a window or in a worker; with `register`, its REGISTER comes next. */
  async start(options = {}, { worker = false } = {}) {
    this.#account = options.account ?? ACCOUNT;
    await this.do(worker ? "startInWorker" : "start", {
      server: this.party.url,
      account: ACCOUNT,
      ...options,
    });
    return this.linked({ unless: this.told("threw", "uncaught") });
  }

  /** The library has opened a WebSocket, and knows it; what follows goes over it. */
  async linked(options) {
    this.#link = await this.party.link(options);
    this.#opened += 1;
    await this.do("told", ["open"], this.#opened);
    return this.#link;
  }

  /** Starts it and lets it register without a password. */
  async registered(options) {
    await this.start({ register: true, ...options });
    grant(await this.party.expect("REGISTER"));
    await this.told("registered");
  }

  /** Lets it call somebody; the INVITE. */
  async calls(options) {
    await this.do("call", BOB);
    return this.party.expect("INVITE", { unless: this.told("threw", "ended"), ...options });
  }

  /** Starts it and brings a call that it makes so far that both sides speak. */
  async talks({ headers = {}, ...options } = {}) {
    await (options.register ? this.registered(options) : this.start(options));
    const invite = await this.calls();
    accept(invite, { headers });
    await this.party.expect("ACK");
    await this.told("answered");
    return new Dialog(this.#link, invite);
  }

  /** Sends a request from outside of any call; its name is its Call-ID. */
  send(method, { headers = {}, body = "", change = (text) => text } = {}) {
    const callId = `${method.toLowerCase()}-${(this.#asked += 1)}`;
    this.#link.send(change(write(`${method} ${this.#account} SIP/2.0`, [
      ["Via", `SIP/2.0/WSS peers.invalid;branch=z9hG4bK${callId}`],
      ["Max-Forwards", 70],
      ["From", `"Bob" <${BOB}>;tag=${callId}`],
      ["To", `<${this.#account}>`],
      ["Call-ID", callId],
      ["CSeq", `1 ${method}`],
      ["Contact", CONTACT],
      ...(body ? [["Content-Type", "application/sdp"]] : []),
      ...rowsOf(headers),
    ], body)));
    return callId;
  }

  /** Sends bytes as they are: text where they are text. */
  raw(bytes) {
    const text = bytes.toString();
    this.#link.send(Buffer.from(text).equals(bytes) ? text : bytes);
  }

  /** All that was sent is handled: the library has answered something that was sent behind it. */
  async handled() {
    const callId = this.send("OPTIONS");
    return this.party.expect((message) => message.is(callId, "OPTIONS"), { what: "answer to OPTIONS afterwards" });
  }

  /** The requests that it sent of its own accord, and nobody has taken. */
  requests() {
    return this.party.rest().filter(({ name }) => !/^\d/.test(name));
  }

  /** Lets the library do what it will, for a while, and for longer on a machine that has much to do. */
  async quiet(ms = QUIET) {
    const part = 100;
    for (let passed = 0; passed < ms; passed += part) {
      await delay(part);
      await this.do("log");
    }
  }

  /** Breaks the WebSocket, as a server that dies. */
  drop() {
    this.#link.drop();
  }

  /** Winds the clock on by so many seconds, or until something is there. */
  async elapse(seconds, until = () => false) {
    for (let passed = 0; passed < seconds && !until(); passed += TICK) {
      await this.#page.clock.runFor(TICK * 1_000);
      // What a timer began takes its time in truth, and the next timer must not overtake it.
      await this.do("connected");
      await delay(PACE);
    }
  }

  /** Winds the clock on a little; then it stands still, unless it is wound on. */
  stopClock() {
    return stopClock(this.#page);
  }

  /** Winds the clock on until this message comes; what the last of these seconds began may take its time. */
  async comes(name, seconds, { what = `${name} in ${seconds} s`, patience = QUIET } = {}) {
    const find = () => this.party.rest().some((message) => message.name === name);
    await this.elapse(seconds, find);
    return this.party.expect(name, { what, patience });
  }
}

/** How many requests were sent inside calls: whatever the call, each is a transaction of its own (RFC 3261, section 8.1.1.7). */
let sent = 0;

/** What the server says inside a call. */
export class Dialog {
  #link;
  #sequence = 1;

  /** The one that `accept` begins. */
  constructor(link, invite) {
    this.#link = link;
    this.callId = invite.header("Call-ID");
    this.local = `${invite.header("To")};tag=${BOBS_TAG}`;
    this.remote = invite.header("From");
    this.target = addressOf(invite.header("Contact"));
  }

  /** From here on over this link. */
  over(link) {
    this.#link = link;
  }

  /** Sends a request; the filter finds its final answer. */
  send(method, { headers = {}, body = "" } = {}) {
    if (method !== "ACK") this.#sequence += 1;
    this.#link.send(write(`${method} ${this.target} SIP/2.0`, [
      ["Via", `SIP/2.0/WSS peers.invalid;branch=z9hG4bK${method}${(sent += 1)}`],
      ["Max-Forwards", 70],
      ["From", this.local],
      ["To", this.remote],
      ["Call-ID", this.callId],
      ["CSeq", `${this.#sequence} ${method}`],
      ["Contact", CONTACT],
      ...(body ? [["Content-Type", "application/sdp"]] : []),
      ...rowsOf(headers),
    ], body));
    return (message) => message.isFinal && message.is(this.callId, method);
  }
}

/** Accepts a REGISTER, as its own binding. */
export function grant(request, expires = request.header("Expires") ?? 600) {
  request.reply(200, { headers: { Contact: `${request.header("Contact").split(";expires=")[0]};expires=${expires}` } });
}

/** Accepts an INVITE or a re-INVITE. */
export function accept(invite, { tag = BOBS_TAG, contact = CONTACT, headers = {}, version = 1 } = {}) {
  const body = answer(/^a=sendonly\r$/m.test(invite.body) ? "recvonly" : "sendrecv", version);
  invite.reply(200, { tag, headers: { Contact: contact, ...headers }, body });
}
