import { Call, deliver, finish } from "./call.js";
import { rehearse } from "./connections.js";
import { never } from "./core-events.js";
import { listDevices } from "./devices.js";
import { Engine, forgetMemory } from "./engine.js";
import { SipError, failed } from "./errors.js";
import { ChallengeRefusedEvent, IncomingCallEvent, LinkEvent, PhoneEventTarget } from "./events.js";
import { NotifyEvent, RefreshFailedEvent, RegisteredEvent, TraceEvent } from "./events.js";
import { UnregisteredEvent, WarningEvent } from "./events.js";
import { claimInstance } from "./instance.js";
import { loadCore } from "./load.js";
import { checkOptions, readAudio, readCredentials, readExpires, readOffer } from "./options.js";
import { watchPage } from "./page.js";
import { Starting } from "./starting.js";

/** @typedef {import("./core-events.js").Command} Command */
/** @typedef {import("./core-events.js").CoreEvent} CoreEvent */
/** @typedef {import("./core-events.js").EndedBy} EndedBy */
/** @typedef {import("./core-events.js").Failure} Failure */

/** How long `close()` waits for the server's answer. */
const CLOSE_DEADLINE_MS = 2_000;

/** A SIP phone in this page: one account at one server. */
export class Phone extends PhoneEventTarget {
  #options;
  /** @type {Engine | null} */
  #engine = null;
  /** @type {Starting | null} */
  #starting = null;
  /** @type {Promise<void> | null} */
  #closing = null;
  /** @type {import("./instance.js").Instance | null} */
  #instance = null;
  #linkLost = () => {};
  #listening = new AbortController();
  /** @type {Map<number, Call>} */
  #calls = new Map();
  #lastCall = 0;

  /**
   * Checks the types of the options, and does nothing else.
   *
   * @param {import("./options.js").PhoneOptions} options
   */
  constructor(options) {
    super();
    this.#options = checkOptions(options);
  }

  /**
   * Loads the core, connects and registers. Resolves when registered, or with `register: false` when
   * connected. Rejects with a SipError as soon as waiting is of no use, and after 30 seconds in any case; the
   * phone then goes on trying.
   *
   * @param {object} [options]
   * @param {AbortSignal} [options.signal] Closes the phone while it starts.
   * @returns {Promise<void>}
   */
  async start({ signal } = {}) {
    signal?.throwIfAborted();
    if (!this.#starting || this.#starting.failed) this.#starting = this.#begin();
    const starting = this.#starting;
    const abort = () => {
      starting.fail(signal?.reason);
      void this.close();
    };
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await starting.promise;
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /**
   * Calls somebody: `bob`, `bob@example.com`, `sip:bob@example.com`, `+1 555 1234`.
   *
   * @param {string} target
   * @param {object} [options]
   * @param {import("./options.js").AudioOption} [options.audio] What to send.
   * @param {"late"} [options.offer] The other side is the first to describe its media, as some gateways want it.
   * @param {number} [options.expires] Seconds to wait for an answer; the other side is told.
   * @param {AbortSignal} [options.signal] Hangs up.
   * @returns {Call}
   */
  call(target, { audio, offer, expires, signal } = {}) {
    signal?.throwIfAborted();
    if (!this.#engine) throw new SipError("notStarted");
    const sound = readAudio(audio);
    const lateOffer = readOffer(offer);
    const limit = readExpires(expires);
    const refusal = typeof target === "string" ? this.#engine.checkTarget(target) : "target";
    if (refusal) throw new SipError(refusal, { reason: String(target).trim() });
    const id = (this.#lastCall += 1);
    this.#engine.choose(id, sound);
    try {
      this.#command({ type: "call", call: id, target, audio: sound.wish, lateOffer, ...limit });
    } catch (error) {
      this.#engine?.forget(id);
      throw error;
    }
    const remote = { name: null, uri: target, user: target };
    return this.#addCall({ id, direction: "outgoing", remote, signal });
  }

  /**
   * Gets ready, so that the next call goes out at once: loads the core and, if the microphone is allowed already,
   * gathers the candidates of one connection. Call it when a dial field or a call button gets the focus.
   */
  prepare() {
    if (this.#engine) this.#engine.prepare();
    else loadCore().catch(() => {}); // `start()` will say why.
  }

  /**
   * The microphones and speakers that there are. Nobody is asked for permission; without it browsers give no names,
   * and perhaps only one device of each kind. Firefox answers when the page has the focus.
   *
   * @returns {Promise<import("./devices.js").Devices>}
   */
  devices() {
    return listDevices();
  }

  /**
   * Ends every call, unregisters and disconnects. Resolves when that is done, after 2 seconds at the latest. A page
   * that is left does it by itself; if the browser shows it again as it was (`pageshow` with `persisted`), start again.
   *
   * @returns {Promise<void>}
   */
  close() {
    this.#starting?.fail(new SipError("closed"));
    this.#starting = null;
    this.#closing ??= this.#shutDown().finally(() => (this.#closing = null));
    return this.#closing;
  }

  /**
   * Forgets what the servers asked and accepted, and the credentials that the application gave for them. A server that
   * once accepted a stronger login is given a weaker one only after this.
   */
  forgetAuth() {
    forgetMemory(this.#options.account);
    this.#ask({ type: "forgetAuth" });
  }

  /** @returns {Starting} */
  #begin() {
    const again = this.#engine && !this.#closing;
    if (again) this.#command({ type: "start" });
    const starting = new Starting(this.#options.register ?? true);
    if (again) return starting;
    // To claim takes as long as to load; neither waits for the other.
    const claimed = Promise.resolve(this.#closing).then(() => claimInstance(this.#options.account));
    Promise.all([loadCore(), claimed])
      .then(([module, instance]) => this.#enter(module, instance, starting))
      .catch((error) => {
        starting.fail(error);
        void claimed.then(({ release }) => release());
      });
    return starting;
  }

  /**
   * @param {import("./core-events.js").CoreModule} module
   * @param {import("./instance.js").Instance} instance
   * @param {Starting} starting
   */
  #enter(module, instance, starting) {
    if (this.#starting !== starting) return instance.release();
    this.#instance = instance;
    this.#open(module, instance.id);
  }

  /**
   * @param {import("./core-events.js").CoreModule} module
   * @param {string | undefined} instance
   */
  #open(module, instance) {
    const engine = new Engine(module, { ...this.#options, instance }, {
      event: (event) => this.#take(event),
      trace: (trace) => this.dispatchEvent(new TraceEvent(trace)),
      crashed: (error) => this.#crash(error),
    });
    this.#engine = engine;
    this.#command({ type: "start" });
    this.#listening = new AbortController();
    watchPage({
      network: (state) => engine.network(state),
      devices: () => this.dispatchEvent(new Event("deviceschange")),
      leave: () => void this.close(),
      signal: this.#listening.signal,
    });
  }

  async #shutDown() {
    if (!this.#engine) return;
    this.#listening.abort();
    const gone = new Promise((resolve) => {
      this.#linkLost = () => resolve(undefined);
      setTimeout(resolve, CLOSE_DEADLINE_MS);
    });
    this.#command({ type: "close" });
    await gone;
    const engine = this.#engine;
    this.#release("local", new SipError("closed"));
    engine?.free();
  }

  /** @param {SipError} error */
  #crash(error) {
    this.#starting?.fail(error);
    this.#starting = null;
    this.#linkLost();
    this.#release("network", error);
    this.dispatchEvent(new LinkEvent("lost", error, null));
    if (this.#options.register ?? true) this.dispatchEvent(new UnregisteredEvent(error, false));
  }

  /**
   * Lets go of the core; who waits for a call is told why.
   *
   * @param {EndedBy} by
   * @param {SipError} error
   */
  #release(by, error) {
    this.#engine = null;
    this.#instance?.release();
    this.#instance = null;
    this.#listening.abort();
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) finish(call, by, error);
  }

  /** @param {Command} command */
  #command(command) {
    const refusal = this.#ask(command);
    if (refusal) throw new SipError(refusal);
  }

  /** @param {Command} command */
  #ask(command) {
    return this.#engine ? this.#engine.command(command) : "notStarted";
  }

  /**
   * @param {import("./call.js").CallStart} start
   * @returns {Call}
   */
  #addCall(start) {
    const line = {
      command: (/** @type {Command} */ command) => this.#ask(command),
      media: () => this.#media(),
      choose: (/** @type {import("./options.js").Sound} */ sound) => this.#engine?.choose(start.id, sound),
      ringback: this.#options.ringback ?? true,
    };
    const call = new Call(line, start);
    this.#calls.set(start.id, call);
    return call;
  }

  /** @returns {import("./engine.js").EngineMedia} */
  #media() {
    if (!this.#engine) throw new SipError("notStarted");
    return this.#engine.media;
  }

  /** @param {CoreEvent} event */
  #take(event) {
    this.#starting?.take(event);
    switch (event.type) {
      case "link":
        this.dispatchEvent(new LinkEvent(event.state, sipError(event.failure), event.retryIn ?? null));
        if (event.state === "lost") this.#linkLost();
        return;
      case "registered":
        setTimeout(() => rehearse().catch(() => {})); // A call will say why.
        this.dispatchEvent(new RegisteredEvent(event.expires, event.confirmed));
        return;
      case "refreshFailed":
        this.dispatchEvent(new RefreshFailedEvent(failed(event.failure), event.left));
        return;
      case "unregistered":
        this.dispatchEvent(new UnregisteredEvent(sipError(event.failure), event.retrying));
        return;
      case "warning":
        this.dispatchEvent(new WarningEvent(failed(event.failure)));
        return;
      case "notify":
        this.dispatchEvent(new NotifyEvent(event));
        return;
      case "needCredentials":
        return void this.#give(event);
      case "challengeRefused": {
        const error = failed(event.failure);
        const call = this.#calls.get(event.call ?? 0) ?? null;
        this.dispatchEvent(new ChallengeRefusedEvent(event.realm, error, call));
        return;
      }
      case "incoming":
        return this.#announce(event);
      case "progress":
      case "answered":
      case "answerFailed":
      case "media":
      case "remoteHold":
      case "tone":
      case "mediaTrouble":
      case "ended":
        return this.#deliver(event);
      default:
        never(event);
    }
  }

  /**
   * Asks the application for credentials. What it throws is reported, and fails what waits for them.
   *
   * @param {import("./core-events.js").NeedCredentials} event
   */
  async #give({ ask, realm, algorithm, refused }) {
    const engine = this.#engine;
    let given;
    try {
      given = readCredentials(await this.#options.credentials?.({ realm, algorithm, refused }));
    } catch (error) {
      reportError(error);
    }
    if (this.#engine !== engine) return;
    if (this.#ask({ type: "credentials", ask, ...given })) this.#ask({ type: "credentials", ask });
    this.#starting?.resume();
  }

  /**
   * Nobody who takes the call: nobody is there to answer it.
   *
   * @param {import("./core-events.js").Incoming} event
   */
  #announce({ call: id, from, about }) {
    const remote = { name: from.name ?? null, uri: from.uri, user: from.user ?? null };
    this.#engine?.prepare();
    const call = this.#addCall({ id, direction: "incoming", remote, about });
    const announcement = new IncomingCallEvent(call);
    this.dispatchEvent(announcement);
    if (!announcement.taken) this.#command({ type: "decline", call: id, manner: "unavailable" });
  }

  /** @param {import("./core-events.js").CoreCallEvent} event */
  #deliver(event) {
    const call = this.#calls.get(event.call);
    if (!call) return;
    if (event.type === "ended") this.#calls.delete(event.call);
    deliver(call, event);
    if (event.type === "ended") this.#engine?.forget(event.call);
  }
}

/**
 * @param {import("./core-events.js").Optional<Failure>} failure
 * @returns {SipError | null}
 */
function sipError(failure) {
  return failure ? failed(failure) : null;
}
