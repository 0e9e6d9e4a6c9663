import { log } from "./log.js";
import { clearError, element, showError, showStatus } from "./page.js";
import { nameOfRemote } from "./people.js";
import { endSentence, mediaSentence, progressSentence } from "./words.js";

/** How long after a key in a text field somebody still counts as typing. */
const TYPING_MS = 2_000;
let lastKey = -Infinity;
document.addEventListener("keydown", ({ target }) => {
  if (target instanceof HTMLInputElement) lastKey = performance.now();
});

/** @typedef {import("../bellwire/index.js").Call} Call */

const panel = element("call", HTMLElement);
const title = element("call-title", HTMLElement);
const stateLine = element("call-state", HTMLElement);
const timeLine = element("call-time", HTMLElement);
const answer = element("answer", HTMLButtonElement);
const answerListening = element("answer-listening", HTMLButtonElement);
const decline = element("decline", HTMLButtonElement);
const hangUp = element("hang-up", HTMLButtonElement);
const remoteAudio = element("remote", HTMLAudioElement);
const pageTitle = document.title;

/** @type {Call | null} */
let current = null;

answer.addEventListener("click", () => void answerCall(true));
answerListening.addEventListener("click", () => void answerCall("recvonly"));
decline.addEventListener("click", () => current?.decline());
hangUp.addEventListener("click", () => current?.hangUp());

/** The panel shows one call at a time. */
export function isBusy() {
  return current !== null;
}

/**
 * Shows a call until it is over.
 *
 * @param {Call} call
 * @param {HTMLElement} afterwards Where the focus goes at the end.
 */
export function showCall(call, afterwards) {
  current = call;
  const name = nameOfRemote(call.remote);
  clearError();
  title.textContent = name;
  answer.disabled = answerListening.disabled = false;
  answerListening.hidden = true;
  call.attach(remoteAudio);
  const render = () => {
    const sentence = stateSentence(call, name);
    showStatus(sentence);
    document.title = `${sentence} ${pageTitle}`;
    stateLine.textContent = stateWords(call);
    answer.hidden = decline.hidden = !rings(call);
    hangUp.hidden = rings(call);
  };
  let stopClock = () => {};
  let declined = rings(call);

  call.addEventListener("progress", (event) => {
    log(progressSentence(name, event));
    render();
  });
  call.addEventListener("answered", () => {
    clearError();
    log(call.direction === "incoming" ? `You answered ${name}.` : `${name} answered.`);
    stopClock = startClock();
    declined = false;
    answerListening.hidden = true;
    render();
    hangUp.focus();
  });
  call.addEventListener("media", ({ state }) => log(mediaSentence(name, state)));
  call.addEventListener("ended", (end) => {
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    stopClock();
    current = null;
    panel.hidden = true;
    document.title = pageTitle;
    const sentence = endSentence(name, call, end, declined);
    if (sentence) {
      log(sentence);
      showStatus(sentence);
    } else {
      log(`The call with ${name} failed. ${end.error?.message}`);
      showStatus(`The call with ${name} is over.`);
      showError(end.error);
    }
    if (hadFocus) afterwards.focus();
  });

  panel.hidden = false;
  render();
  // Somebody who is typing would answer with the next key: the alert tells them, and their place is kept.
  const isTyping = performance.now() - lastKey < TYPING_MS;
  if (!(rings(call) && isTyping)) (rings(call) ? answer : hangUp).focus();
}

/** @param {true | "recvonly"} audio */
async function answerCall(audio) {
  const call = current;
  if (!call) return;
  answer.disabled = answerListening.disabled = true;
  clearError();
  try {
    await call.answer({ audio });
  } catch (error) {
    if (current !== call) return;
    log(`Answering did not work. ${error instanceof Error ? error.message : error}`);
    showError(error);
    answer.disabled = answerListening.disabled = answerListening.hidden = false;
    answer.focus();
  }
}

/** @param {Call} call */
function rings({ direction, state }) {
  return direction === "incoming" && state === "ringing";
}

/**
 * @param {Call} call
 * @param {string} name
 */
function stateSentence(call, name) {
  switch (call.state) {
    case "calling":
      return `Calling ${name}.`;
    case "ringing":
      return call.direction === "incoming" ? `${name} is calling.` : `It rings at ${name}.`;
    case "active":
      return `In a call with ${name}.`;
    case "ended":
      return `The call with ${name} is over.`;
  }
}

/** @param {Call} call */
function stateWords({ state, direction }) {
  switch (state) {
    case "calling":
      return "Calling";
    case "ringing":
      return direction === "incoming" ? "Incoming call" : "Ringing";
    case "active":
      return "In a call";
    case "ended":
      return "Over";
  }
}

/**
 * Counts the seconds of the call.
 *
 * @returns {() => void} stops it
 */
function startClock() {
  const start = Date.now();
  const tick = () => {
    const seconds = Math.round((Date.now() - start) / 1000);
    timeLine.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tick();
  const timer = setInterval(tick, 1000);
  return () => {
    clearInterval(timer);
    timeLine.textContent = "";
  };
}
