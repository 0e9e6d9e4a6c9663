// What the end-to-end tests do inside a page: they use the package as anybody would, and listen to what arrives.

import { Phone } from "/bellwire/index.js";
import { loudest, tone } from "./sound.js";

const remote = /** @type {HTMLAudioElement} */ (document.getElementById("remote"));
let phone;
const calls = [];
const log = [];

/** An error as data. */
function plain(error) {
  return { name: error.name, kind: error.kind, status: error.status, message: error.message };
}

const settled = (promise) => promise.then((value) => ({ value }), (error) => ({ error: plain(error) }));

globalThis.test = {
  log,

  /** Makes a phone and starts it; says how that ended. */
  start(options) {
    phone = new Phone(options);
    for (const type of ["link", "registered", "unregistered", "warning", "trace"]) {
      phone.addEventListener(type, (event) => {
        const { state, error, text, sent, expires } = event;
        log.push({ type, state, text, sent, expires, error: error && plain(error) });
      });
    }
    phone.addEventListener("call", ({ call }) => calls.push(call));
    return settled(phone.start());
  },

  close: () => phone.close(),

  /** Calls with a tone of this frequency instead of a microphone; `null` asks for the microphone. */
  call(target, frequency) {
    const call = phone.call(target, { audio: frequency ? tone(frequency) : true });
    call.attach(remote);
    calls.push(call);
  },

  /** Waits for the next incoming call. */
  async ring() {
    const here = calls.find((call) => call.direction === "incoming" && call.state !== "ended");
    const call = here ?? (await new Promise((resolve) => {
      phone.addEventListener("call", ({ call }) => resolve(call), { once: true });
    }));
    return { name: call.remote.name, uri: call.remote.uri, user: call.remote.user };
  },

  answer(frequency) {
    const call = calls.at(-1);
    call.attach(remote);
    return settled(call.answer({ audio: frequency ? tone(frequency) : true }));
  },

  decline: (options) => calls.at(-1).decline(options),
  hangUp: () => calls.at(-1).hangUp(),
  answered: () => settled(calls.at(-1).answered),
  state: () => calls.at(-1).state,
  ringing: () => calls.at(-1).ringing,

  /** Waits until the other side rings. */
  async rings() {
    const call = calls.at(-1);
    while (call.ringing === "none" && call.state !== "ended") {
      await new Promise((resolve) => {
        call.addEventListener("progress", resolve, { once: true });
        call.addEventListener("ended", resolve, { once: true });
      });
    }
    return call.ringing;
  },

  async ended() {
    const { by, status, error } = await calls.at(-1).ended;
    return { by, status, error: error ? plain(error) : undefined };
  },

  /** The frequency that dominates what the other side sends, or 0 while there is none. */
  hears: () => loudest(remote.srcObject),

  /** Every track that was opened here for a microphone is stopped. */
  microphones: () => opened.flatMap((stream) => stream.getTracks()).map((track) => track.readyState),

  /** The state of the call's connection. */
  connection: () => calls.at(-1).peer?.connectionState,
};

const opened = [];
if (navigator.mediaDevices) {
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    opened.push(stream);
    return stream;
  };
}

document.documentElement.dataset.ready = "yes";
