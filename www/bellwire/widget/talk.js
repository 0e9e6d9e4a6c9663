// One call of an element, from the gesture to its end.

import { deferred } from "../deferred.js";
import { SipError } from "../errors.js";
import { lineOf } from "./line.js";
import { microphoneState } from "./microphone.js";

/** @typedef {import("../call.js").Call} Call */
/** @typedef {import("../phone.js").Phone} Phone */
/** @typedef {import("./line.js").Access} Access */

/**
 * How far it is. `ended` and `failed` are the ends.
 *
 * @typedef {"connecting" | "calling" | "ringing" | "active" | "ended" | "failed"} TalkState
 */

/**
 * What an element shows; `idle` while nothing was tried, and after the panel was closed.
 *
 * @typedef {"idle" | TalkState} State
 */

/**
 * Whom it tells.
 *
 * @typedef {object} Listener
 * @property {() => void} changed Something is to be shown.
 * @property {() => void} moved The state is another.
 * @property {(error: SipError) => void} failed The call failed, or something in it did.
 */

/**
 * One call at a time in a page.
 *
 * @type {Talk | null}
 */
let current = null;

/** The microphone that the person chose last, for the next call too. */
let chosen = "";

/** What a person sees and does of one call. */
export class Talk {
  /** @type {TalkState} */
  state = "connecting";
  /** @type {Call | null} */
  call = null;
  /**
   * Why it failed; or what troubles it, while it stands.
   *
   * @type {SipError | null}
   */
  error = null;
  /** The browser asks for the microphone, or will. */
  asks = false;
  /** The other side has put us on hold. */
  held = false;
  /** No sound comes or goes for now. */
  interrupted = false;
  /** The other side ended it. */
  left = false;
  /** When it was answered, and when it ended. */
  since = 0;
  until = 0;
  /** @type {import("../devices.js").Device[]} */
  microphones = [];
  microphone = chosen;
  #line;
  #target;
  #listener;
  #over = new AbortController();
  #answered = /** @type {import("../deferred.js").Deferred<Call>} */ (deferred());

  /** The call that stands in this page, in whichever element. */
  static get current() {
    return current;
  }

  /**
   * @param {Access} access
   * @param {string} target
   * @param {Listener} listener
   */
  constructor(access, target, listener) {
    this.#line = lineOf(access);
    this.#target = target;
    this.#listener = listener;
    this.#answered.promise.catch(() => {}); // A click waits for nothing.
    current = this;
  }

  /** It goes on. */
  get lives() {
    return !this.#over.signal.aborted;
  }

  /**
   * The call, once somebody has answered; rejects with the SipError that says why nobody did.
   *
   * @type {Promise<Call>}
   */
  get answered() {
    return this.#answered.promise;
  }

  /**
   * Connects and calls, unless the page made this mistake.
   *
   * @param {SipError | null} mistake
   */
  async begin(mistake) {
    const audio = new Audio(); // What is made within the gesture may play later.
    try {
      if (mistake) throw mistake;
      if (!isSecureContext) throw new SipError("insecurePage");
      this.asks = (await microphoneState(() => this.#settled())) === "prompt";
      this.#listener.changed();
      if (this.lives) await this.#dial(audio);
    } catch (error) {
      if (this.lives) this.#end(asSipError(error));
      else this.#line.close();
    }
  }

  hangUp() {
    this.call?.hangUp();
    this.#end(null);
  }

  /**
   * Ends it, for a reason of the page's.
   *
   * @param {SipError} error
   */
  fail(error) {
    this.call?.hangUp();
    this.#end(error);
  }

  /**
   * The call goes on, and the person is told this.
   *
   * @param {SipError} error
   */
  trouble(error) {
    this.#listener.failed(error);
    this.remark(error);
  }

  /**
   * The person is told this, and nothing has failed here.
   *
   * @param {SipError} error
   */
  remark(error) {
    this.error = error;
    this.#listener.changed();
  }

  /** @param {boolean} muted */
  mute(muted) {
    if (muted) this.call?.mute();
    else this.call?.unmute();
  }

  /**
   * @param {string} tones
   * @returns {Promise<void>}
   */
  async sendTones(tones) {
    if (!this.call) throw new SipError("wrongState");
    await this.call.sendTones(tones);
  }

  /**
   * Changes the microphone; the old one stays where that does not work.
   *
   * @param {string} id
   */
  async useMicrophone(id) {
    try {
      await this.call?.useMicrophone(id);
      chosen = this.microphone = id;
      this.error = null;
    } catch (error) {
      if (this.lives) this.trouble(asSipError(error));
    }
    this.#listener.changed();
  }

  /** @param {HTMLAudioElement} audio */
  async #dial(audio) {
    const phone = await this.#line.open();
    const { microphones } = await phone.devices();
    if (!this.lives) return this.#line.rest();
    const known = microphones.some(({ id }) => id === chosen);
    this.#take(phone, phone.call(this.#target, { audio: known ? { microphone: chosen } : true }), audio);
  }

  /**
   * @param {Phone} phone
   * @param {Call} call
   * @param {HTMLAudioElement} audio
   */
  #take(phone, call, audio) {
    const { signal } = this.#over;
    const changed = () => this.#listener.changed();
    this.call = call;
    call.attach(audio);
    call.addEventListener("progress", () => {
      this.asks = false;
      if (call.state === "ringing") this.#move("ringing");
    }, { signal });
    call.addEventListener("answered", () => {
      this.asks = false;
      this.error = null;
      this.since = Date.now();
      this.#answered.resolve(call);
      this.#move("active");
      void this.#list(phone);
    }, { signal });
    call.addEventListener("remotehold", ({ held }) => {
      this.held = held;
      changed();
    }, { signal });
    call.addEventListener("media", ({ state }) => {
      this.interrupted = state === "disconnected" || state === "failed";
      changed();
    }, { signal });
    call.addEventListener("mute", changed, { signal });
    call.addEventListener("mediatrouble", ({ error }) => this.trouble(error), { signal });
    call.addEventListener("ended", ({ by, error }) => {
      this.left = by === "remote";
      this.#end(error);
    }, { signal });
    phone.addEventListener("deviceschange", () => void this.#list(phone), { signal });
    // A call that the person leaves by mistake is lost; nobody else is asked anything.
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    this.#move("calling");
  }

  /** @param {Phone} phone */
  async #list(phone) {
    this.microphones = (await phone.devices()).microphones;
    this.microphone = usedBy(this.call) ?? this.microphone;
    this.#listener.changed();
  }

  /** The person has answered the browser. */
  #settled() {
    this.asks = false;
    this.#listener.changed();
  }

  /** @param {TalkState} state */
  #move(state) {
    this.state = state;
    this.#listener.moved();
    this.#listener.changed();
  }

  /** @param {SipError | null} error */
  #end(error) {
    if (!this.lives) return;
    this.#over.abort();
    if (current === this) current = null;
    this.until = Date.now();
    this.error = error;
    this.asks = false;
    this.#answered.reject(error ?? new SipError("cancelled"));
    // What went wrong once is not kept for the next call: the credentials may be too old, the server another.
    if (error) this.#line.close();
    else if (this.call) this.#line.rest();
    this.#move(error ? "failed" : "ended");
    if (error) this.#listener.failed(error);
  }
}

/**
 * The microphone that the browser chose.
 *
 * @param {Call | null} call
 */
function usedBy(call) {
  return call?.peer?.getSenders()[0]?.track?.getSettings().deviceId;
}

/** @param {unknown} error */
function asSipError(error) {
  return error instanceof SipError ? error : new SipError("crashed", { reason: String(error), cause: error });
}
