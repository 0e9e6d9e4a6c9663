// One call, from the first ring to the reason of its end.

import { chosenAudio, useDevicesIn } from "./devices.js";
import { addToHistory, duration } from "./history.js";
import { addKeys } from "./keys.js";
import { t, write } from "./language.js";
import { clearError, element, showError, showStatus } from "./page.js";
import { nameOfRemote } from "./people.js";
import { playTone } from "./tone.js";
import { ending, isFailure, why } from "./why.js";

/** @typedef {import("../bellwire/index.js").Call} Call */

const panel = element("call", HTMLElement);
const title = element("call-title", HTMLElement);
const stateLine = element("call-state", HTMLElement);
const timeLine = element("call-time", HTMLElement);
const answer = element("answer", HTMLButtonElement);
const answerListening = element("answer-listening", HTMLButtonElement);
const decline = element("decline", HTMLButtonElement);
const mute = element("mute", HTMLButtonElement);
const keypad = element("keypad", HTMLButtonElement);
const tones = element("tones", HTMLElement);
const tonesSent = element("tones-sent", HTMLElement);
const hangUp = element("hang-up", HTMLButtonElement);
const remoteAudio = element("remote", HTMLAudioElement);

/** How long after a key somebody may press the next one without having seen that a call has come. */
const BUSY_KEYS_MS = 2_000;
let lastKey = -Infinity;

/** @type {Call | null} */
let current = null;
/** @type {RTCPeerConnectionState} */
let media = "new";
let played = "";

answer.addEventListener("click", () => void answerCall(chosenAudio()));
answerListening.addEventListener("click", () => void answerCall("recvonly"));
decline.addEventListener("click", () => current?.decline());
hangUp.addEventListener("click", () => current?.hangUp());
mute.addEventListener("click", () => current && (current.muted ? current.unmute() : current.mute()));
keypad.addEventListener("click", () => showKeypad(tones.hidden === true));
addKeys(tones, (key) => void play(key));
panel.addEventListener("keydown", ({ key, ctrlKey, altKey, metaKey }) => {
  if (current?.state === "active" && /^[\d*#]$/.test(key) && !(ctrlKey || altKey || metaKey)) void play(key);
});
document.addEventListener("keydown", () => (lastKey = performance.now()), { capture: true });

/** The panel shows one call at a time. */
export function isBusy() {
  return current !== null;
}

/**
 * What the panel leaves behind.
 *
 * @typedef {object} Over
 * @property {boolean} hasFailed The reason is shown.
 * @property {boolean} hadFocus Somebody was here, or nowhere, and has to go on elsewhere.
 */

/**
 * Shows a call until it is over.
 *
 * @param {Call} call
 * @param {(over: Over) => void} over
 */
export function showCall(call, over) {
  const name = () => nameOfRemote(call.remote);
  const startedAt = Date.now();
  let answeredAt = 0;
  let stopClock = () => {};
  current = call;
  media = "new";
  call.attach(remoteAudio);
  useDevicesIn(call);
  clearError();
  write(title, name);
  answer.disabled = answerListening.disabled = false;
  answerListening.hidden = true;
  showKeypad(false);
  played = "";
  write(tonesSent, () => played && t("tonesSent", { tones: played }));
  const update = () => render(call, name());

  call.addEventListener("progress", update);
  call.addEventListener("remotehold", update);
  call.addEventListener("mute", update);
  call.addEventListener("media", ({ state }) => {
    media = state;
    update();
  });
  call.addEventListener("mediatrouble", ({ error }) => showError(error));
  call.addEventListener("answered", () => {
    clearError();
    answeredAt = Date.now();
    stopClock = startClock(answeredAt);
    update();
    if (isHere()) hangUp.focus();
  });
  call.addEventListener("ended", (end) => {
    const hadFocus = isHere();
    stopClock();
    playTone(null);
    current = null;
    panel.hidden = true;
    document.title = t("title");
    const how = ending(call, answeredAt > 0, end);
    remember(call, how, startedAt, answeredAt);
    const hasFailed = isFailure(how);
    showStatus(() => (hasFailed ? t("callFailed", { name: name() }) : why(name(), how)));
    if (hasFailed) showError(end.error);
    else clearError();
    over({ hasFailed, hadFocus });
  });

  panel.hidden = false;
  update();
  if (!rings(call)) hangUp.focus();
  // Whoever is at some other place is told by the status, and left there: the next key would answer, and they meant no such thing.
  else if (isNowhere() && performance.now() - lastKey > BUSY_KEYS_MS) answer.focus();
}

function isNowhere() {
  return document.activeElement === document.body;
}

/** The focus is in the panel, or nowhere. */
function isHere() {
  return isNowhere() || panel.contains(document.activeElement);
}

/**
 * A call that comes while another one is shown: the caller is told, and it stands in the list.
 *
 * @param {Call} call
 */
export function refuse(call) {
  const startedAt = Date.now();
  call.addEventListener("ended", (end) => {
    remember(call, { ...ending(call, false, end), unasked: true }, startedAt, 0);
  });
  call.decline();
}

/**
 * @param {Call} call
 * @param {import("./why.js").Ending} how
 * @param {number} at
 * @param {number} answeredAt
 */
function remember({ remote }, how, at, answeredAt) {
  const seconds = answeredAt && Math.round((Date.now() - answeredAt) / 1000);
  addToHistory({ name: nameOfRemote(remote), target: remote.uri, at, seconds, ...how });
}

/**
 * @param {Call} call
 * @param {string} name
 */
function render(call, name) {
  showStatus(() => stateSentence(call, name));
  document.title = `${stateSentence(call, name)} ${t("title")}`;
  write(stateLine, () => {
    if (call.state === "active") return t(`media_${media}`);
    return t(call.ringing === "network" ? "networkRings" : call.direction);
  });
  panel.classList.toggle("ringing", rings(call));
  answer.hidden = decline.hidden = !rings(call);
  hangUp.hidden = rings(call);
  mute.hidden = keypad.hidden = call.state !== "active";
  mute.ariaPressed = String(call.muted);
  playToneOf(call);
}

/** @param {Call} call */
function playToneOf(call) {
  const isAnswering = answer.disabled;
  if (rings(call)) playTone(isAnswering ? null : "ring");
  else playTone(call.ringing === "local" ? "ringback" : null);
}

/**
 * @param {Call} call
 * @param {string} name
 */
function stateSentence({ state, direction, remoteHold, muted }, name) {
  if (state === "calling") return t("calling", { name });
  if (state === "ringing") return t(direction === "incoming" ? "isCalling" : "ringsAt", { name });
  return [t(remoteHold ? "onHold" : "inCall", { name }), muted && t("muted")].filter(Boolean).join(" ");
}

/** @param {Call} call */
function rings({ direction, state }) {
  return direction === "incoming" && state === "ringing";
}

/** @param {import("../bellwire/index.js").AudioOption} audio */
async function answerCall(audio) {
  const call = current;
  if (!call) return;
  answer.disabled = answerListening.disabled = true;
  playToneOf(call);
  clearError();
  try {
    await call.answer({ audio });
  } catch (error) {
    if (current !== call) return;
    showError(error);
    answer.disabled = answerListening.disabled = answerListening.hidden = false;
    playToneOf(call);
    answer.focus();
  }
}

/** @param {boolean} visible */
function showKeypad(visible) {
  tones.hidden = !visible;
  keypad.ariaExpanded = String(visible);
}

/** @param {string} key */
async function play(key) {
  played += key;
  write(tonesSent, () => t("tonesSent", { tones: played }));
  try {
    await current?.sendTones(key);
  } catch (error) {
    if (current) showError(error);
  }
}

/**
 * Counts the seconds of the call.
 *
 * @param {number} start
 * @returns {() => void} stops it
 */
function startClock(start) {
  const tick = () => (timeLine.textContent = duration(Math.round((Date.now() - start) / 1000)));
  tick();
  const timer = setInterval(tick, 1000);
  return () => {
    clearInterval(timer);
    timeLine.textContent = "";
  };
}
