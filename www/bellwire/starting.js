import { deferred } from "./deferred.js";
import { SipError } from "./errors.js";

/** @typedef {import("./core-events.js").CoreEvent} CoreEvent */

const DEADLINE_MS = 30_000;

/** What `phone.start()` waits for: the registration (or the open link, if none is wanted), a refusal, 30 s. */
export class Starting {
  #outcome = /** @type {import("./deferred.js").Deferred<void>} */ (deferred());
  #register;
  #lastError = new SipError("timeout");
  #timer = setTimeout(() => this.fail(this.#lastError), DEADLINE_MS);

  /** @param {boolean} register */
  constructor(register) {
    this.#register = register;
  }

  /** The outcome. */
  get promise() {
    return this.#outcome.promise;
  }

  /** @param {unknown} error */
  fail(error) {
    clearTimeout(this.#timer);
    this.#outcome.reject(error);
  }

  /** @param {CoreEvent} event */
  take(event) {
    if (event.type === "registered" || (event.type === "link" && event.state === "open" && !this.#register)) {
      clearTimeout(this.#timer);
      this.#outcome.resolve();
    } else if (event.type === "unregistered" && event.failure) {
      this.#refused(event.failure, event.retrying);
    } else if (event.type === "link" && event.failure) {
      this.#refused(event.failure, event.retryIn != null && event.failure.kind !== "subprotocol");
    }
  }

  /**
   * @param {import("./core-events.js").Failure} failure
   * @param {boolean} retrying
   */
  #refused(failure, retrying) {
    this.#lastError = new SipError(failure.kind, failure);
    if (!retrying) this.fail(this.#lastError);
  }
}
