// One call of an element, from the gesture to its end.

import { deferred } from "../deferred.js";
import { SipError } from "../errors.js";
import { microphonePermission } from "../permission.js";
import { within } from "../within.js";
import { lineOf } from "./line.js";

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

/** How long a remark is told; who listens to the page has heard it by then, and whatever was said before it. */
const REMARK_MS = 12_000;

/** How long the browser may take to say which microphones there are: Firefox waits until the page has the focus. */
const LIST_MS = 1_000;

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
  /** The browser asks for the microphone. */
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
  /**
   * Which of them is sent; none after a loss.
   *
   * @type {string | null}
   */
  microphone = chosen;
  /**
   * Why it failed; or what troubles it, while it stands.
   *
   * @type {SipError | null}
   */
  #trouble = null;
  /**
   * What is of no use to who has gone on.
   *
   * @type {SipError | null}
   */
  #remark = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #access;
  /** @type {ReturnType<typeof lineOf> | null} */
  #line = null;
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
    this.#access = access;
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
   * What the person is told.
   *
   * @type {SipError | null}
   */
  get error() {
    return this.#remark ?? this.#trouble;
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
      this.#line = lineOf(this.#access);
      await this.#dial(this.#line, audio);
    } catch (error) {
      if (this.lives) this.#end(asSipError(error));
      else this.#line?.close();
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
   * The call goes on, and the person is told this until they have gone on, too.
   *
   * @param {SipError} error
   */
  remark(error) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#forget(), REMARK_MS);
    this.#remark = error;
    this.#listener.changed();
  }

  /** @param {boolean} muted */
  mute(muted) {
    this.#forget();
    if (muted) this.call?.mute();
    else this.call?.unmute();
  }

  /**
   * @param {string} tones
   * @returns {Promise<void>}
   */
  async sendTones(tones) {
    if (!this.call) throw new SipError("wrongState");
    this.#forget();
    await this.call.sendTones(tones);
  }

  /**
   * Changes the microphone; the old one, or none, stays where that does not work.
   *
   * @param {string} id
   */
  async useMicrophone(id) {
    this.#forget();
    try {
      await this.call?.useMicrophone(id);
      chosen = this.microphone = id;
      this.#trouble = null;
    } catch (error) {
      if (this.lives) this.#fail(asSipError(error));
    }
    this.#listener.changed();
  }

  /**
   * @param {ReturnType<typeof lineOf>} line
   * @param {HTMLAudioElement} audio
   */
  async #dial(line, audio) {
    const phone = await line.open();
    const microphone = await choice(phone);
    const permission = await microphonePermission(() => this.#settled(), { once: true });
    if (!this.lives) return line.rest();
    this.asks = permission?.state === "prompt";
    this.#listener.changed();
    this.#take(phone, phone.call(this.#target, { audio: microphone }), audio);
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
      this.#forget();
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
    call.addEventListener("mediatrouble", ({ error }) => this.#fail(error), { signal });
    call.addEventListener("ended", ({ by, error }) => {
      this.left = by === "remote";
      this.#end(error);
    }, { signal });
    phone.addEventListener("deviceschange", () => void this.#list(phone), { signal });
    // A call that the person leaves by mistake is lost; nobody else is asked anything.
    addEventListener("beforeunload", (event) => event.preventDefault(), { signal });
    this.#move("calling");
  }

  /**
   * Something in the call failed. Nobody hears a person whose microphone is gone, until they choose one.
   *
   * @param {SipError} error
   */
  #fail(error) {
    this.#listener.failed(error);
    if (error.kind !== "microphoneLost") return this.remark(error);
    this.#forget();
    this.#trouble = error;
    this.microphone = null;
    this.#listener.changed();
  }

  /** The person has gone on, or has had the time to hear it. */
  #forget() {
    clearTimeout(this.#timer);
    if (!this.#remark) return;
    this.#remark = null;
    this.#listener.changed();
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
    clearTimeout(this.#timer);
    this.until = Date.now();
    this.#remark = null;
    this.#trouble = error;
    this.asks = false;
    this.#answered.reject(error ?? new SipError("cancelled"));
    // What went wrong once is not kept for the next call: the credentials may be too old, the server another.
    if (error) this.#line?.close();
    else if (this.call) this.#line?.rest();
    this.#move(error ? "failed" : "ended");
    if (error) this.#listener.failed(error);
  }
}

/**
 * The microphone that the person chose last, if it is still there.
 *
 * @param {Phone} phone
 * @returns {Promise<import("../options.js").AudioOption>}
 */
async function choice(phone) {
  if (chosen === "") return true;
  try {
    const { microphones } = await within(LIST_MS, phone.devices(), new Error("nobody says which microphones there are"));
    return microphones.some(({ id }) => id === chosen) ? { microphone: chosen } : true;
  } catch {
    return true;
  }
}

/**
 * The microphone that the browser chose, as long as it is there.
 *
 * @param {Call | null} call
 */
function usedBy(call) {
  const track = call?.peer?.getSenders()[0]?.track;
  return track?.readyState === "live" ? track.getSettings().deviceId : undefined;
}

/**
 * What is no SipError is nobody's in particular: the console has it whole.
 *
 * @param {unknown} error
 */
function asSipError(error) {
  if (error instanceof SipError) return error;
  reportError(error);
  return new SipError("wrongState", { reason: String(error), cause: error });
}
