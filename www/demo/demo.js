// The softphone, top down: somebody signs in, a phone starts, it calls and is called, somebody signs out. What each
// part of the page does stands in the module of its name.

import { Phone, SipError } from "../bellwire/index.js";
import { isBusy, refuse, showCall } from "./call-panel.js";
import { chosenAudio, showDevices } from "./devices.js";
import { focusDial, listenToDial, showDial } from "./dial.js";
import { showHistory } from "./history.js";
import { choose, languageCode, speak, t, write } from "./language.js";
import { clearError, element, scrollToAlert, showError, showStatus } from "./page.js";
import { nameOf } from "./people.js";
import { askWho, focusSignIn, forbidSignIn, forgetPassword, showFailure, showSignIn } from "./sign-in.js";
import { Standing } from "./standing.js";
import { trace } from "./trace.js";

/** @typedef {import("./people.js").Identity} Identity */

const language = element("language", HTMLSelectElement);
const account = element("account-card", HTMLElement);
const accountTitle = element("account-title", HTMLElement);
const accountAddress = element("account-address", HTMLElement);
const secondTab = element("second-tab", HTMLAnchorElement);
const signOut = element("sign-out", HTMLButtonElement);

/** @type {Phone | null} */
let phone = null;
let listening = new AbortController();
/** @type {Standing | null} */
let standing = null;

speak();
language.value = languageCode();
language.addEventListener("change", () => choose(language.value));
signOut.addEventListener("click", () => void leave().then(focusSignIn));
document.addEventListener("keydown", (event) => {
  // An Enter key that is held would call, hang up where the focus is next, and call again.
  if (event.key === "Enter" && event.repeat) event.preventDefault();
});
listenToDial({ call: callTarget, prepare: () => phone?.prepare() });
showStatus(() => t("notSignedIn"));
if (isSecureContext) {
  askWho((identity) => void enter(identity));
} else {
  forbidSignIn();
  showError(new SipError("insecurePage"));
}

/** @param {Identity} identity */
async function enter(identity) {
  /** @type {Phone | null} */
  let own = null;
  clearError();
  try {
    own = phone = new Phone({ ...identity.options, ringback: false }); // It is ours: tone.js.
    showStatus(() => t("signingIn", { name: identity.name() }));
    showAccount(identity);
    trace(own, identity.options.server);
    listenTo(own, identity);
    await Promise.race([own.start(), firstFailure(own)]);
    if (phone !== own) return;
    forgetPassword();
    showReady(own, identity);
  } catch (error) {
    if (phone === own) await leaveFor(identity, error);
  }
}

/**
 * Leads back to where somebody signs in.
 *
 * @param {Identity} identity
 * @param {unknown} error
 */
async function leaveFor(identity, error) {
  await leave();
  showFailure(identity, error);
}

async function leave() {
  const own = phone;
  phone = standing = null;
  listening.abort();
  signOut.disabled = true;
  await own?.close();
  signOut.disabled = false;
  account.hidden = true;
  showDial(null);
  showDevices(null);
  showHistory("", callTarget);
  showSignIn(true);
  clearError();
  showStatus(() => t("notSignedIn"));
}

/** @param {Identity} identity */
function showAccount({ name, options, builtIn }) {
  write(accountTitle, name);
  accountAddress.textContent = options.account;
  const other = builtIn?.other ?? "";
  secondTab.hidden = !other;
  secondTab.href = `?user=${other}`;
  write(secondTab, () => t("secondTab", { name: nameOf(other) }));
  showSignIn(false);
  account.hidden = false;
}

/**
 * @param {Phone} own
 * @param {Identity} identity
 */
function showReady(own, identity) {
  showDial(identity);
  showDevices(own);
  showHistory(identity.options.account, callTarget);
  if (!isBusy()) focusDial();
}

/**
 * A server that cannot be reached at once has a wrong address, most likely: nobody waits then for the phone's next try.
 *
 * @param {Phone} own
 * @returns {Promise<never>}
 */
function firstFailure(own) {
  return new Promise((_, reject) => own.addEventListener("link", ({ error }) => error && reject(error)));
}

/**
 * @param {Phone} own
 * @param {Identity} identity
 */
function listenTo(own, identity) {
  const { name, builtIn } = identity;
  listening = new AbortController();
  const { signal } = listening;
  standing = new Standing(own, signal, {
    registers: !builtIn?.guest,
    isInCall: isBusy,
    ready: () => showStatus(() => t(builtIn?.guest ? "readyGuest" : "ready", { name: name() })),
    refused: (error) => void leaveFor(identity, error),
  });
  own.addEventListener("refreshfailed", ({ error, left }) => {
    showError(error, () => t("stillRegistered", { seconds: left }));
  }, { signal });
  own.addEventListener("warning", ({ error }) => showError(error), { signal });
  own.addEventListener("challengerefused", ({ error }) => showError(error), { signal });
  own.addEventListener("call", ({ call }) => {
    if (isBusy()) refuse(call);
    else showCall(call, callIsOver);
  }, { signal });
}

/** @param {import("./call-panel.js").Over} over */
function callIsOver({ hasFailed, hadFocus }) {
  if (hadFocus) focusDial();
  standing?.callIsOver(hasFailed);
}

/** @param {string} target */
function callTarget(target) {
  if (!phone) return;
  clearError();
  try {
    if (isBusy()) throw new SipError("occupied");
    showCall(phone.call(target, { audio: chosenAudio() }), callIsOver);
  } catch (error) {
    showError(error);
    if (!isBusy()) focusDial();
    scrollToAlert();
  }
}
