// A page with phones of one library, whose connections carry no media: what is measured is the library.

import { tone } from "/page/sound.js";
import { until } from "./until.js";

const offer = { type: "offer", sdp: await describe() };

/** A connection that has gathered all at once, and takes every answer. */
globalThis.RTCPeerConnection = class extends EventTarget {
  signalingState = "stable";
  iceGatheringState = "new";
  iceConnectionState = "new";
  connectionState = "new";
  localDescription = null;
  remoteDescription = null;
  #transceivers = [];

  addTrack(track) {
    const sender = { track };
    this.#transceivers.push({ sender, direction: "sendrecv" });
    return sender;
  }

  getSenders() {
    return this.#transceivers.map(({ sender }) => sender);
  }

  getReceivers() {
    return [];
  }

  getTransceivers() {
    return this.#transceivers;
  }

  async createOffer() {
    return offer;
  }

  async setLocalDescription() {
    this.localDescription = offer;
    this.signalingState = "have-local-offer";
    this.iceGatheringState = "complete";
  }

  async setRemoteDescription(description) {
    this.remoteDescription = description;
    this.signalingState = "stable";
  }

  close() {
    this.signalingState = "closed";
  }
};

/** What the browser offers to send audio, with all its candidates. */
async function describe() {
  const connection = new RTCPeerConnection();
  connection.addTransceiver("audio");
  await connection.setLocalDescription();
  await until(() => connection.iceGatheringState === "complete", connection, "icegatheringstatechange");
  const { sdp } = connection.localDescription;
  connection.close();
  return sdp;
}

const audio = tone(440);
// A library may stop what it was given, and the next call sends the same.
for (const track of audio.getTracks()) track.stop = () => {};

/** How often the application was told something. */
const told = { registered: 0, answered: 0, ended: 0 };
const heard = new EventTarget();
const tell = (what) => {
  told[what] += 1;
  heard.dispatchEvent(new Event("grown"));
};
const isTold = (what, times) => until(() => told[what] >= times, heard, "grown");

const lines = [];

/** What lives in wasm, in bytes. */
export let wasm = () => 0;

/** Lets so many more phones register. */
export async function register({ library, server, count }) {
  if (library === "bellwire") ({ liveBytes: wasm } = await import("/bellwire/core/bellwire.js"));
  // It alone has a limit of its own.
  const limits = library === "sip.js" ? { simultaneous: Infinity } : {};
  const { make } = await import(`/${library.replace(".", "")}.js`);
  for (let one = 0; one < count; one += 1) {
    const account = `sip:phone${lines.length}@memory.invalid`;
    lines.push(make({ server, account, register: true, ...limits }, tell));
    lines.at(-1).start();
    await isTold("registered", lines.length);
  }
}

/** Makes so many calls, each answered before the next. Each ends before the next, too, or they all stay. */
export async function call({ count, stay = false }) {
  const [line] = lines;
  const before = { ...told };
  for (let calls = 1; calls <= count; calls += 1) {
    line.call("sip:bob@memory.invalid", { audio });
    await isTold("answered", before.answered + calls);
    if (stay) continue;
    line.hangUp();
    await isTold("ended", before.ended + calls);
  }
}

/** Every call that was ever made has ended. */
export const ended = () => isTold("ended", told.answered);
