// The media of the one whom all call: a connection that is ready before it rings.

import { tone } from "/page/sound.js";
import { heard } from "./ears.js";
import { until } from "./until.js";

let ready;
let connection;
let sound;

/** Makes the connection of the next call, which has gathered before it is needed. */
export function prepare({ frequency }) {
  sound ??= tone(frequency);
  ready = new RTCPeerConnection({ iceCandidatePoolSize: 1 });
  for (const track of sound.getTracks()) ready.addTrack(track, sound);
}

/** Answers this offer as soon as there is an address to send to. */
export async function answer(offer) {
  connection = ready;
  await connection.setRemoteDescription({ type: "offer", sdp: offer });
  await connection.setLocalDescription();
  await until(() => /a=candidate:\S+ 1 udp /i.test(connection.localDescription.sdp), connection, "icecandidate");
  return connection.localDescription.sdp;
}

/** Waits until the caller is heard at this frequency. */
export async function hears({ frequency }) {
  const stream = new MediaStream(connection.getReceivers().map(({ track }) => track));
  const player = Object.assign(new Audio(), { srcObject: stream, autoplay: true });
  await heard(stream, frequency);
  player.srcObject = null;
}

/** The call is over. */
export function end() {
  connection.close();
}
