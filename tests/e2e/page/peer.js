// What the tests do inside the page of somebody with another phone: the words of `page.js`, as far as all phones know
// the same things.

import { lacks, loudest, tone } from "./sound.js";

/**
 * @typedef {object} PeerCall
 * @property {string} [user] Who calls, if this came in.
 * @property {Promise<unknown>} answered
 * @property {Promise<{ by: "local" | "remote", status: number | null }>} ended With the answer that ended it.
 * @property {(stream: MediaStream) => unknown} answer
 * @property {() => unknown} decline
 * @property {() => unknown} hangUp
 * @property {(held: boolean) => unknown} hold
 */

const remote = /** @type {HTMLAudioElement} */ (document.getElementById("remote"));

/**
 * Lets the tests use a phone.
 *
 * @param {object} phone
 * @param {(options: object, take: (call: PeerCall) => void) => unknown} phone.start Registers; `take` takes what comes in.
 * @param {(target: string, stream: MediaStream) => PeerCall} phone.call
 * @param {() => unknown} phone.stop
 */
export function use({ start, call, stop }) {
  /** The last call, and whether it goes on. */
  let last;
  let open = false;
  const came = new EventTarget();
  const add = (added) => {
    last = added;
    open = true;
    void added.ended.then(() => { open = false; });
    came.dispatchEvent(new Event("call"));
  };

  globalThis.test = {
    start: (options) => start(options, add),
    close: () => stop(),
    call: (target, frequency) => add(call(target, tone(frequency))),
    async ring() {
      if (!open) await new Promise((resolve) => came.addEventListener("call", resolve, { once: true }));
      return { user: last.user };
    },
    answer: (frequency) => last.answer(tone(frequency)),
    answered: () => last.answered,
    decline: () => last.decline(),
    hangUp: () => last.hangUp(),
    hold: (held) => last.hold(held),
    ended: () => last.ended,
    hears: () => loudest(remote.srcObject),
    lacks: (frequency) => lacks(remote.srcObject, frequency),
  };

  document.documentElement.dataset.ready = "yes";
}

/** Plays what comes over this connection. */
export function play(connection) {
  connection.addEventListener("track", ({ track }) => {
    remote.srcObject = new MediaStream([track]);
    void remote.play();
  });
}
