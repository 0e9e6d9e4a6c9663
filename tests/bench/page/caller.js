// A page that calls with one of the libraries and looks at its watch: on the wire, and where its application is told.

import { tone } from "/page/sound.js";
import { heard as untilHeard } from "./ears.js";
import { until } from "./until.js";

/** What the wire carried since it was looked at last. */
let wire = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...values) {
    super(...values);
    this.addEventListener("message", ({ data }) => note(data));
  }

  send(data) {
    note(data);
    super.send(data);
  }
};
const note = (text) => {
  wire.push({ at: performance.now(), text });
  heard.dispatchEvent(new Event("grown"));
};

const connections = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...values) {
    super(...values);
    connections.push(this);
  }
};

/** What the application was told since it was looked at last. */
let told = [];
const heard = new EventTarget();
const tell = (what) => {
  told.push({ at: performance.now(), what });
  heard.dispatchEvent(new Event("grown"));
};

/** Waits for the first thing that fits. */
async function first(list, fits) {
  await until(() => list().some(fits), heard, "grown");
  return list().find(fits);
}
const event = (...names) => first(() => told, ({ what }) => names.includes(what));

let line;
let microphone;

/** Starts a library, whose person has allowed the microphone, and lets it register. */
export async function start({ library, frequency, ...options }) {
  for (const track of (await navigator.mediaDevices.getUserMedia({ audio: true })).getTracks()) track.stop();
  microphone = tone(frequency);
  const { make } = await import(`/${library.replace(".", "")}.js`);
  line = make({ register: true, ...options }, tell);
  line.start();
  await event("registered");
}

/** Calls, and tells in milliseconds since then when the INVITE went out and when the call was answered. */
export async function call({ target }) {
  // A library may stop what it was given.
  const audio = microphone.clone();
  [wire, told] = [[], []];
  const begun = performance.now();
  line.call(target, { audio });
  const answered = await event("answered", "ended");
  const invite = wire.find(({ text }) => text.startsWith("INVITE "));
  if (answered.what === "ended") throw new Error(`nobody answered:\n${wire.map(({ text }) => text).join("\n")}`);
  return { invite: invite.at - begun, answered: answered.at - begun, offer: invite.text };
}

/** Waits until the other side of the call is heard at this frequency. */
export async function hears({ frequency }) {
  const isTheCalls = ({ connectionState, remoteDescription }) => connectionState !== "closed" && remoteDescription;
  const connection = connections.findLast(isTheCalls);
  const stream = new MediaStream(connection.getReceivers().map(({ track }) => track));
  // What no element plays is silent.
  const player = Object.assign(new Audio(), { srcObject: stream, autoplay: true });
  await untilHeard(stream, frequency);
  player.srcObject = null;
}

/** How long a person takes from the dial field, where a page prepares, to the button that calls: they are quick. */
const REACH_MS = 300;

/** Hangs up, makes ready for another call where the library can, and lets the person reach for the button. */
export async function hangUp() {
  told = [];
  line.hangUp();
  await event("ended");
  await line.prepare?.();
  await new Promise((resolve) => setTimeout(resolve, REACH_MS));
}

/** Waits for the next refresh of the registration; how many messages it took. */
export async function refresh() {
  wire = [];
  const isAnswer = ({ text }) => /^SIP\/2\.0 2[^]*\r\nCSeq: \d+ REGISTER\r\n/i.test(text);
  await first(() => wire, isAnswer);
  return wire.filter(({ text }) => /\r\nCSeq: \d+ REGISTER\r\n/i.test(text)).length;
}
