import { deferred } from "./deferred.js";
import { SipError, failed } from "./errors.js";

/** @typedef {import("./core-events.js").CoreEvent} CoreEvent */
/** @typedef {import("./deferred.js").Deferred<void>} Outcome */

const DEADLINE_MS = 30_000;

/** What `phone.start()` waits for: registration (or the open link, if none is wanted), a refusal, 30 s. */
export class Starting {
  /** It failed, and nothing has mended it since: it is worth to start anew. */
  failed = false;
  #outcome = /** @type {Outcome} */ (deferred());
  #settled = false;
  #register;
  #lastError = new SipError("timeout");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {boolean} register */
  constructor(register) {
    this.#register = register;
    this.resume();
  }

  /** The outcome. */
  get promise() {
    return this.#outcome.promise;
  }

  /** The deadline counts from here on: a person who was asked for a password has had the time they needed. */
  resume() {
    clearTimeout(this.#timer);
    if (this.#settled) return;
    this.#timer = setTimeout(() => this.fail(this.#lastError), DEADLINE_MS);
  }

  /** @param {unknown} error */
  fail(error) {
    clearTimeout(this.#timer);
    this.#settled = true;
    this.failed = true;
    this.#outcome.reject(error);
  }

  /** @param {CoreEvent} event */
  take(event) {
    if (event.type === "registered" || (event.type === "link" && event.state === "open" && !this.#register)) {
      this.#succeed();
    } else if (event.type === "needCredentials") {
      clearTimeout(this.#timer);
    } else if (event.type === "unregistered" && event.failure) {
      this.#refused(event.failure, event.retrying);
    } else if (event.type === "refreshFailed") {
      this.#refused(event.failure, true);
    } else if (event.type === "link" && event.failure) {
      this.#refused(event.failure, event.retryIn != null && event.failure.kind !== "subprotocol");
    }
  }

  /** After a failure, the phone may have gone on by itself and got there. */
  #succeed() {
    clearTimeout(this.#timer);
    this.#settled = true;
    if (this.failed) this.#outcome = deferred();
    this.failed = false;
    this.#outcome.resolve();
  }

  /**
   * @param {import("./core-events.js").Failure} failure
   * @param {boolean} retrying
   */
  #refused(failure, retrying) {
    this.#lastError = failed(failure);
    if (!retrying) this.fail(this.#lastError);
  }
}
