// The DOM events of Phone and Call, and the maps that type them.

/** @typedef {import("./call.js").Call} Call */
/** @typedef {import("./call.js").CallEnd} CallEnd */
/** @typedef {import("./core-events.js").EndedBy} EndedBy */
/** @typedef {import("./core-events.js").LinkState} LinkState */
/** @typedef {import("./core-events.js").Ringing} Ringing */
/** @typedef {import("./core-events.js").Trace} Trace */
/** @typedef {import("./errors.js").SipError} SipError */

/** Somebody is calling. */
export class IncomingCallEvent extends Event {
  #call;
  #taken = false;

  /** @param {Call} call */
  constructor(call) {
    super("call");
    this.#call = call;
  }

  /** The call. Reading it takes it; a call that no listener takes is refused with 480. */
  get call() {
    this.#taken = true;
    return this.#call;
  }

  /** A listener has read `call`. */
  get taken() {
    return this.#taken;
  }
}

/** The registrar accepted the registration, for the first time or again. */
export class RegisteredEvent extends Event {
  /**
   * @param {number} expires
   * @param {boolean} confirmed
   */
  constructor(expires, confirmed) {
    super("registered");
    /** Seconds until the registration must be refreshed, which the phone does by itself. */
    this.expires = expires;
    /** The registrar's answer names this phone among those that are registered. */
    this.confirmed = confirmed;
  }
}

/** The registration could not be refreshed. It still holds for a while, and the phone tries again by itself. */
export class RefreshFailedEvent extends Event {
  /**
   * @param {SipError} error
   * @param {number} left
   */
  constructor(error, left) {
    super("refreshfailed");
    /** Why. */
    this.error = error;
    /** Seconds until the registration ends, if no try succeeds. */
    this.left = left;
  }
}

/** The registration ended. */
export class UnregisteredEvent extends Event {
  /**
   * @param {SipError | null} error
   * @param {boolean} retrying
   */
  constructor(error, retrying) {
    super("unregistered");
    /** Why; `null` when the phone was closed. */
    this.error = error;
    /** The phone goes on trying by itself. */
    this.retrying = retrying;
  }
}

/** The WebSocket is being opened, is open, or is gone. */
export class LinkEvent extends Event {
  /**
   * @param {LinkState} state
   * @param {SipError | null} error
   * @param {number | null} retryIn
   */
  constructor(state, error, retryIn) {
    super("link");
    /** Being opened, open, or gone. */
    this.state = state;
    /** Why it is gone; `null` when it is not, or when we closed it. */
    this.error = error;
    /** Milliseconds until the next try, if there will be one. */
    this.retryIn = retryIn;
  }
}

/** The server or the other side sent something that was refused or ignored; everything else goes on. */
export class WarningEvent extends Event {
  /** @param {SipError} error */
  constructor(error) {
    super("warning");
    /** What was wrong with it. */
    this.error = error;
  }
}

/** The server has news that nobody subscribed to: messages are waiting, say. */
export class NotifyEvent extends Event {
  /** @param {import("./core-events.js").Notify} news */
  constructor({ package: topic, contentType, body }) {
    super("notify");
    /** `message-summary`, `keep-alive` or `check-sync`. */
    this.package = topic;
    /** The type of `body`; empty if there is none. */
    this.contentType = contentType;
    /** The news, as it came. */
    this.body = body;
  }
}

/** Somebody asked for the login and was refused it; everything else goes on. */
export class ChallengeRefusedEvent extends Event {
  /**
   * @param {string} realm
   * @param {SipError} error
   * @param {Call | null} call
   */
  constructor(realm, error, call) {
    super("challengerefused");
    /** What they call themselves. */
    this.realm = realm;
    /** Why they were refused. */
    this.error = error;
    /** The call in which they asked, if it still goes on. */
    this.call = call;
  }
}

/**
 * One SIP message was sent or received, secrets blanked; or a description that is not the same on the wire and in the
 * browser, as the browser has it: its text begins with `in the browser`.
 */
export class TraceEvent extends Event {
  /** @param {Trace} trace */
  constructor({ at, sent, text }) {
    super("trace");
    /** Milliseconds since 1970. */
    this.at = at;
    /** We sent it. */
    this.sent = sent;
    /** The whole message. */
    this.text = text;
  }
}

/** The other side, or a server on the way, said something before the answer. */
export class ProgressEvent extends Event {
  /**
   * @param {number} status
   * @param {string} reason
   * @param {Ringing} ringing
   */
  constructor(status, reason, ringing) {
    super("progress");
    /** The SIP status: 180 when it rings there. */
    this.status = status;
    /** The words beside the status. */
    this.reason = reason;
    /** Who makes the ringback tone from now on. */
    this.ringing = ringing;
  }
}

/** Answering did not work; the call still rings, and may be answered again. */
export class AnswerFailedEvent extends Event {
  /** @param {SipError} error */
  constructor(error) {
    super("answerfailed");
    /** Why. */
    this.error = error;
  }
}

/** The media connection changed. */
export class MediaEvent extends Event {
  /** @param {RTCPeerConnectionState} state */
  constructor(state) {
    super("media");
    /** That of the peer connection. */
    this.state = state;
  }
}

/** The other side put us on hold, or took us back. */
export class RemoteHoldEvent extends Event {
  /** @param {boolean} held */
  constructor(held) {
    super("remotehold");
    /** We are on hold. */
    this.held = held;
  }
}

/** The call was muted, or is not any more. */
export class MuteEvent extends Event {
  /** @param {boolean} muted */
  constructor(muted) {
    super("mute");
    /** The other side hears silence. */
    this.muted = muted;
  }
}

/** A tone of `sendTones` is being played into the call, or all have been. */
export class ToneEvent extends Event {
  /** @param {string} tone */
  constructor(tone) {
    super("tone");
    /** Which; empty when all have been played. */
    this.tone = tone;
  }
}

/** The call goes on, but something is wrong with its media: the microphone was unplugged, say. */
export class MediaTroubleEvent extends Event {
  /** @param {SipError} error */
  constructor(error) {
    super("mediatrouble");
    /** What is wrong. */
    this.error = error;
  }
}

/** The call is over. */
export class EndedEvent extends Event {
  /** @param {CallEnd} end */
  constructor({ by, status, reason, error }) {
    super("ended");
    /** Who ended it. */
    this.by = by;
    /** The SIP status, if a response ended it. */
    this.status = status;
    /** The words of the server, the other side or the browser. */
    this.reason = reason;
    /** Why it failed; `null` when it was hung up after it had been answered. */
    this.error = error;
  }
}

/**
 * @typedef {object} PhoneEventMap
 * @property {IncomingCallEvent} call
 * @property {RegisteredEvent} registered
 * @property {RefreshFailedEvent} refreshfailed
 * @property {UnregisteredEvent} unregistered
 * @property {LinkEvent} link
 * @property {WarningEvent} warning
 * @property {NotifyEvent} notify
 * @property {ChallengeRefusedEvent} challengerefused
 * @property {TraceEvent} trace
 * @property {Event} deviceschange A microphone or a speaker came or went: `devices()` gives another list now.
 */

/**
 * @typedef {object} CallEventMap
 * @property {ProgressEvent} progress
 * @property {Event} answered The call was answered.
 * @property {AnswerFailedEvent} answerfailed
 * @property {MediaEvent} media
 * @property {RemoteHoldEvent} remotehold
 * @property {MuteEvent} mute
 * @property {ToneEvent} tone
 * @property {MediaTroubleEvent} mediatrouble
 * @property {EndedEvent} ended
 */

/**
 * @template E
 * @typedef {((event: E) => void) | { handleEvent(event: E): void } | null} Listener
 */

/**
 * @template M
 * @template O
 * @typedef {<K extends keyof M & string>(type: K, listener: Listener<M[K]>, options?: O | boolean)
 *   => void} Listen
 */

/**
 * An EventTarget whose events are known by name.
 *
 * @template M
 * @typedef {object} TypedEventTarget
 * @property {Listen<M, AddEventListenerOptions>} addEventListener
 * @property {Listen<M, EventListenerOptions>} removeEventListener
 * @property {(event: Event) => boolean} dispatchEvent
 */

export const PhoneEventTarget = /** @type {new () => TypedEventTarget<PhoneEventMap>} */ (EventTarget);
export const CallEventTarget = /** @type {new () => TypedEventTarget<CallEventMap>} */ (EventTarget);
