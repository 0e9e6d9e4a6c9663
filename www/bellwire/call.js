import { never } from "./core-events.js";
import { deferred } from "./deferred.js";
import { microphone, playBy } from "./devices.js";
import { SipError, failed } from "./errors.js";
import { AnswerFailedEvent, CallEventTarget, EndedEvent, MediaEvent } from "./events.js";
import { MediaTroubleEvent, MuteEvent, ProgressEvent, RemoteHoldEvent, ToneEvent } from "./events.js";
import { readAudio } from "./options.js";
import { beginIn, playIn } from "./playback.js";
import { playRingback } from "./ringback.js";

/** @typedef {import("./core-events.js").Command} Command */
/** @typedef {import("./core-events.js").CoreCallEvent} CoreCallEvent */
/** @typedef {import("./core-events.js").EndedBy} EndedBy */
/** @typedef {import("./core-events.js").MisuseKind} MisuseKind */
/** @typedef {import("./core-events.js").Ringing} Ringing */

/**
 * The other side, as the wire (or the dialling person) names it.
 *
 * @typedef {object} Remote
 * @property {string | null} name The display name.
 * @property {string} uri The address: `sip:bob@example.com`, or what was dialled.
 * @property {string | null} user The user part of the URI, for showing.
 */

/**
 * How a call ended.
 *
 * @typedef {object} CallEnd
 * @property {EndedBy} by Who ended it.
 * @property {number | null} status The SIP status, if a response ended it.
 * @property {string} reason The words of the server, the other side or the browser.
 * @property {SipError | null} error Why it failed; `null` when it was hung up after it had been answered.
 */

/**
 * What a call needs of its phone.
 *
 * @typedef {object} Line
 * @property {(command: Command) => MisuseKind | undefined} command Says why it is refused.
 * @property {() => import("./engine.js").EngineMedia} media
 * @property {(sound: import("./options.js").Sound) => void} choose
 * @property {boolean} ringback
 */

/**
 * What is known of a call at its beginning.
 *
 * @typedef {object} CallStart
 * @property {number} id
 * @property {"incoming" | "outgoing"} direction
 * @property {Remote} remote
 * @property {import("./core-events.js").About} [about]
 * @property {AbortSignal} [signal] Hangs up.
 */

/**
 * Tells a call what the core said about it.
 *
 * @type {(call: Call, event: CoreCallEvent) => void}
 */
export let deliver;

/**
 * Ends a call whose core is gone.
 *
 * @type {(call: Call, by: EndedBy, error: SipError) => void}
 */
export let finish;

/** One call. It comes from `phone.call()` or from the phone's event `call`. */
export class Call extends CallEventTarget {
  #line;
  #start;
  /** @type {"calling" | "ringing" | "active" | "ended"} */
  #state;
  /** @type {Ringing} */
  #ringing = "none";
  #remoteHold = false;
  #muted = false;
  #answered = /** @type {import("./deferred.js").Deferred<void>} */ (deferred());
  #ended = /** @type {import("./deferred.js").Deferred<CallEnd>} */ (deferred());
  /** @type {import("./deferred.js").Deferred<void> | null} */
  #answering = null;
  /** @type {import("./deferred.js").Deferred<void> | null} */
  #playing = null;
  /** @type {(() => void) | null} */
  #stopRingback = null;
  /** @type {Set<HTMLMediaElement>} */
  #elements = new Set();
  /** @type {string | null} */
  #speaker = null;
  #over = new AbortController();
  /** The microphone that is being opened. */
  #choosing = Promise.resolve();

  static {
    deliver = (call, event) => call.#take(event);
    finish = (call, by, error) => call.#end(by, error);
  }

  /**
   * @internal
   * @param {Line} line
   * @param {CallStart} start
   */
  constructor(line, start) {
    super();
    this.#line = line;
    this.#start = start;
    this.#state = start.direction === "incoming" ? "ringing" : "calling";
    this.#answered.promise.catch(() => {}); // Nobody has to listen to it.
    start.signal?.addEventListener("abort", () => this.#abort(), { once: true, signal: this.#over.signal });
  }

  /** The name of the call within its phone. */
  get id() {
    return this.#start.id;
  }

  /** Who began it. */
  get direction() {
    return this.#start.direction;
  }

  /** The other side. */
  get remote() {
    return this.#start.remote;
  }

  /**
   * What the caller says about the call: subject, priority and the like. No address in it was visited.
   *
   * @type {import("./core-events.js").About}
   */
  get about() {
    return this.#start.about ?? {};
  }

  /** How far it is, for showing only. */
  get state() {
    return this.#state;
  }

  /** Who makes the ringback tone of an outgoing call now. */
  get ringing() {
    return this.#ringing;
  }

  /** The other side has put us on hold. */
  get remoteHold() {
    return this.#remoteHold;
  }

  /**
   * Resolves when the call is answered, rejects with a SipError when it ends before.
   *
   * @type {Promise<void>}
   */
  get answered() {
    return this.#answered.promise;
  }

  /**
   * Resolves when the call is over, however it ended; never rejects.
   *
   * @type {Promise<CallEnd>}
   */
  get ended() {
    return this.#ended.promise;
  }

  /** The peer connection, once there is one: to look at, not to close. */
  get peer() {
    return this.#over.signal.aborted ? null : (this.#line.media().connection(this.id) ?? null);
  }

  /**
   * Answers an incoming call. Resolves when that is done; rejects when it cannot be answered now, for example
   * because the microphone is denied: it goes on ringing and may be answered again.
   *
   * @param {object} [options]
   * @param {import("./options.js").AudioOption} [options.audio] What to send.
   * @returns {Promise<void>}
   */
  async answer({ audio } = {}) {
    if (!this.#answering) {
      const sound = readAudio(audio);
      this.#line.choose(sound);
      this.#command({ type: "answer", call: this.id, audio: sound.wish });
      this.#answering = deferred();
    }
    await this.#answering.promise;
  }

  /**
   * Refuses an incoming call.
   *
   * @param {object} [options]
   * @param {boolean} [options.everywhere] Stops the person's other phones ringing, too (603 in place of 486).
   * @param {string} [options.redirect] Whom the caller is to try instead, written as for `phone.call()`.
   */
  decline({ everywhere = false, redirect } = {}) {
    const call = this.id;
    if (redirect === undefined) {
      this.#command({ type: "decline", call, manner: everywhere ? "everywhere" : "busy" });
    } else {
      if (typeof redirect !== "string") throw new SipError("target");
      this.#command({ type: "redirect", call, target: redirect });
    }
  }

  /**
   * Plays tones to the other side: digits, `*`, `#`, `A` to `D`, and a comma for a pause of two seconds. Resolves when
   * all are played; rejects when the other side takes none, or the call ends before.
   *
   * @param {string} tones
   * @returns {Promise<void>}
   */
  async sendTones(tones) {
    if (typeof tones !== "string") throw new SipError("tones");
    this.#command({ type: "sendTones", call: this.id, tones });
    this.#playing ??= /** @type {import("./deferred.js").Deferred<void>} */ (deferred());
    await this.#playing.promise;
  }

  /** `mute()` is in force. */
  get muted() {
    return this.#muted;
  }

  /**
   * Sends silence until `unmute()`, whatever microphone or connection the call gets in the meantime. A stream that the
   * application gave is left as it is, and its own `track.enabled` keeps its meaning.
   */
  mute() {
    this.#setMuted(true);
  }

  /** Sends again what was sent before `mute()`. */
  unmute() {
    this.#setMuted(false);
  }

  /**
   * Changes the microphone in a call, also in place of one that is gone or of a stream that the application gave.
   * Rejects when that one cannot be opened, and the call goes on as it was. Before anything is sent, the option `audio`
   * names the microphone.
   *
   * @param {string} id As `phone.devices()` has it.
   * @returns {Promise<void>}
   */
  async useMicrophone(id) {
    const wanted = microphone(id);
    // The last that is asked for is the one that stays, whichever opens first.
    const chosen = this.#choosing.then(() => this.#choose(wanted));
    this.#choosing = chosen.catch(() => {});
    await chosen;
  }

  /** @param {import("./core-events.js").Microphone} wanted */
  async #choose(wanted) {
    const over = this.#over.signal;
    if (over.aborted) throw new SipError("noSuchCall");
    const choosing = /** @type {import("./deferred.js").Deferred<void>} */ (deferred());
    over.addEventListener("abort", () => choosing.reject(new SipError("noSuchCall")), { once: true });
    const sends = this.#line.media().useMicrophone(this.id, wanted, (kind, reason) => {
      if (kind) choosing.reject(new SipError(kind === "other" ? "media" : kind, { reason }));
      choosing.resolve();
    });
    if (!sends) choosing.reject(new SipError("wrongState"));
    await choosing.promise;
  }

  /**
   * Plays the other side on this speaker, in every element that is attached or will be. Rejects when that is not
   * possible.
   *
   * @param {string} id As `phone.devices()` has it.
   * @returns {Promise<void>}
   */
  async useSpeaker(id) {
    await playBy(new Audio(), id); // If this one cannot, all stay as they are.
    this.#speaker = id;
    await Promise.all([...this.#elements].map((element) => playBy(element, id)));
  }

  /** Cancels or ends the call; does nothing when it is over. */
  hangUp() {
    this.#line.command({ type: "hangUp", call: this.id }); // Refused only where there is nothing to end.
  }

  /**
   * Plays the other side in this element until the call is over.
   *
   * @param {HTMLMediaElement} element
   */
  attach(element) {
    if (this.#over.signal.aborted) return;
    this.#elements.add(element);
    const stream = this.#line.media().remote(this.id);
    const { signal } = this.#over;
    playIn(element, stream, signal);
    this.#place(element);
    stream.addEventListener("addtrack", () => {
      beginIn(element, stream, signal);
      this.#place(element);
    }, { signal });
  }

  /** @param {HTMLMediaElement} element */
  #place(element) {
    if (this.#speaker === null) return;
    playBy(element, this.#speaker).catch((error) => this.dispatchEvent(new MediaTroubleEvent(error)));
  }

  /** @param {boolean} muted */
  #setMuted(muted) {
    if (this.#muted === muted || this.#over.signal.aborted) return;
    this.#line.media().mute(this.id, muted);
    this.#muted = muted;
    queueMicrotask(() => this.dispatchEvent(new MuteEvent(muted)));
  }

  /** @param {Command} command */
  #command(command) {
    const refusal = this.#line.command(command);
    if (refusal) throw new SipError(refusal);
  }

  /** @param {CoreCallEvent} event */
  #take(event) {
    switch (event.type) {
      case "progress":
        if (event.ringing !== "none") this.#state = "ringing";
        this.#ring(event.ringing);
        this.dispatchEvent(new ProgressEvent(event.status, event.reason, event.ringing));
        return;
      case "answered":
        this.#state = "active";
        this.#ring("none");
        this.#answered.resolve();
        this.#answering?.resolve();
        this.#answering = null;
        this.dispatchEvent(new Event("answered"));
        return;
      case "answerFailed":
        return this.#answerFailed(failed(event.failure));
      case "media":
        this.dispatchEvent(new MediaEvent(event.state));
        return;
      case "remoteHold":
        this.#remoteHold = event.held;
        this.dispatchEvent(new RemoteHoldEvent(event.held));
        return;
      case "tone":
        if (!event.tone) this.#played();
        this.dispatchEvent(new ToneEvent(event.tone));
        return;
      case "mediaTrouble": {
        const error = failed(event.failure);
        if (error.kind === "noTones") this.#played(error);
        this.dispatchEvent(new MediaTroubleEvent(error));
        return;
      }
      case "ended":
        return this.#end(event.by, event.failure ? failed(event.failure) : null);
      default:
        never(event);
    }
  }

  /** @param {Ringing} ringing */
  #ring(ringing) {
    this.#ringing = ringing;
    if (ringing === "local" && this.#line.ringback) {
      this.#stopRingback ??= playRingback();
    } else {
      this.#stopRingback?.();
      this.#stopRingback = null;
    }
  }

  /** @param {SipError} error */
  #answerFailed(error) {
    this.#answering?.reject(error);
    this.#answering = null;
    this.dispatchEvent(new AnswerFailedEvent(error));
  }

  /** @param {SipError} [error] */
  #played(error) {
    if (error) this.#playing?.reject(error);
    else this.#playing?.resolve();
    this.#playing = null;
  }

  /**
   * @param {EndedBy} by
   * @param {SipError | null} error
   */
  #end(by, error) {
    this.#state = "ended";
    this.#ring("none");
    this.#over.abort();
    const why = error ?? new SipError("cancelled");
    this.#answered.reject(why);
    this.#answering?.reject(why);
    this.#answering = null;
    this.#played(why);
    const end = { by, status: error?.status ?? null, reason: error?.reason ?? "", error };
    this.#ended.resolve(end);
    this.dispatchEvent(new EndedEvent(end));
  }

  #abort() {
    this.#answered.reject(this.#start.signal?.reason);
    this.hangUp();
  }
}
