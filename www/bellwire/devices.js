// Microphones and speakers: which there are, and which is used.

import { SipError, configurationError } from "./errors.js";

/**
 * A microphone or a speaker.
 *
 * @typedef {object} Device
 * @property {string} id The browser's name for it, on this site alone; the empty text is whichever the browser chooses.
 * @property {string} label Its name for a person; empty until this page may use a microphone.
 */

/**
 * @typedef {object} Devices
 * @property {Device[]} microphones What can be sent.
 * @property {Device[]} speakers Where calls can be heard.
 */

/** @returns {Promise<Devices>} */
export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
  const those = (/** @type {MediaDeviceKind} */ wanted) =>
    all.filter(({ kind }) => kind === wanted).map(({ deviceId: id, label }) => ({ id, label }));
  return { microphones: those("audioinput"), speakers: those("audiooutput") };
}

/**
 * A microphone in the words of `getUserMedia`.
 *
 * @param {unknown} id
 * @returns {import("./core-events.js").Microphone}
 */
export function microphone(id) {
  if (typeof id !== "string") throw configurationError("microphone", "must be the id of a device");
  return id === "" || { deviceId: { exact: id } };
}

/**
 * Plays what this element plays by another speaker.
 *
 * @param {HTMLMediaElement} element
 * @param {string} id
 */
export async function playBy(element, id) {
  // Before there is anything to play, Chromium refuses; the call asks again when there is.
  if (/** @type {MediaStream | null} */ (element.srcObject)?.active === false) return;
  try {
    await element.setSinkId(id);
  } catch (cause) {
    // Where there is no such method, the words are the language's own.
    const reason = "setSinkId" in element ? String(/** @type {Error} */ (cause).message) : "this browser lets no page choose";
    throw new SipError("speaker", { reason, cause });
  }
}
