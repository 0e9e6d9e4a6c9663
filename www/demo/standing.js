// How the phone stands with its server. What is wrong is said at once, in full where there is no call; a call goes on, and has
// it said beside it in a few words, and in full when it is over.

import { t } from "./language.js";
import { clearError, showBesides, showError, showStatus } from "./page.js";

/** @typedef {import("../bellwire/index.js").SipError} SipError */

/**
 * @typedef {object} Trouble
 * @property {"notConnected" | "notRegistered"} state
 * @property {SipError} error
 * @property {boolean} isFinal The phone does not try again.
 * @property {() => string} next When it does.
 */

export class Standing {
  #page;
  /** @type {Trouble | null} */
  #trouble = null;

  /**
   * @param {import("../bellwire/index.js").Phone} phone
   * @param {AbortSignal} signal Ends it.
   * @param {object} page
   * @param {boolean} page.registers
   * @param {() => boolean} page.isInCall
   * @param {() => void} page.ready All is well, and there is no call.
   * @param {(error: SipError) => void} page.refused The server will not have this account, and there is no call.
   */
  constructor(phone, signal, page) {
    this.#page = page;
    this.#say();
    signal.addEventListener("abort", () => showBesides());
    phone.addEventListener("link", ({ state, error, retryIn }) => {
      if (error) this.#fail({ state: "notConnected", error, isFinal: false, next: nextTry(retryIn) });
      else if (state === "open") this.#mend(!page.registers);
    }, { signal });
    phone.addEventListener("registered", () => this.#mend(true), { signal });
    phone.addEventListener("unregistered", ({ error, retrying }) => {
      if (error) this.#fail({ state: "notRegistered", error, isFinal: !retrying, next: () => t("keepsTrying") });
    }, { signal });
  }

  /** @param {boolean} hasFailed The reason is shown already, and is more to whoever called. */
  callIsOver(hasFailed) {
    if (!this.#trouble) return;
    const { error, isFinal, next } = this.#trouble;
    if (isFinal) this.#page.refused(error);
    else if (!hasFailed) showError(error, next);
  }

  /** @param {Trouble} trouble */
  #fail(trouble) {
    const isNews = this.#trouble?.state !== trouble.state;
    this.#trouble = trouble;
    if (this.#page.isInCall()) return this.#say();
    if (isNews) showStatus(() => ""); // That somebody can be called, say. How a call ended is left through all further tries.
    this.callIsOver(false);
  }

  /** @param {boolean} isReady */
  #mend(isReady) {
    const { isInCall, ready } = this.#page;
    if (this.#trouble && !isInCall()) clearError();
    this.#trouble = null;
    this.#say();
    if (isReady && !isInCall()) ready();
  }

  #say() {
    showBesides(() => {
      if (!this.#trouble) return "";
      const { state } = this.#trouble;
      return t(state === "notConnected" && this.#page.isInCall() ? "serverAway" : state);
    });
  }
}

/**
 * @param {number | null} retryIn
 * @returns {() => string}
 */
function nextTry(retryIn) {
  const at = Date.now() + (retryIn ?? 0);
  return () => {
    const seconds = Math.ceil((at - Date.now()) / 1000);
    return seconds > 0 ? t("nextTry", { seconds }) : "";
  };
}
