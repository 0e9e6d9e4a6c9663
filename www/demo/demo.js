// The softphone, top down: somebody signs in, a phone starts, it calls and is called, somebody signs out. What each
// part of the page does stands in the module of its name.

import { Phone, SipError } from "../bellwire/index.js";
import { isBusy, refuse, showCall } from "./call-panel.js";
import { chosenAudio, showDevices } from "./devices.js";
import { focusDial, listenToDial, showDial } from "./dial.js";
import { showHistory } from "./history.js";
import { choose, languageCode, speak, t, write } from "./language.js";
import { clearError, element, showError, showStatus } from "./page.js";
import { nameOf } from "./people.js";
import { askWho, focusSignIn, forgetPassword, showFailure, showSignIn } from "./sign-in.js";
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

speak();
language.value = languageCode();
language.addEventListener("change", () => choose(language.value));
signOut.addEventListener("click", () => void leave().then(focusSignIn));
listenToDial({ call: callTarget, prepare: () => phone?.prepare() });
showStatus(() => t("notSignedIn"));
if (!isSecureContext) showError(new SipError("insecurePage"));
askWho((identity) => void enter(identity));

/** @param {Identity} identity */
async function enter(identity) {
  let own;
  clearError();
  try {
    own = phone = new Phone(identity.options);
    showStatus(() => t("signingIn", { name: identity.name() }));
    showAccount(identity);
    trace(own, identity.options.server);
    listenTo(own, identity);
    await Promise.race([own.start(), firstFailure(own)]);
    if (phone !== own) return;
    forgetPassword();
    showReady(own, identity);
  } catch (error) {
    if (own && phone !== own) return;
    await leave();
    showFailure(identity, error);
  }
}

async function leave() {
  const own = phone;
  phone = null;
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
function listenTo(own, { name, builtIn }) {
  const ready = () => {
    if (phone === own && !isBusy()) showStatus(() => t(builtIn?.guest ? "readyGuest" : "ready", { name: name() }));
  };
  own.addEventListener("link", ({ state, error, retryIn }) => {
    if (phone !== own || isBusy()) return;
    if (error) {
      showStatus(() => t("notConnected"));
      showError(error, () => (retryIn === null ? "" : t("nextTry", { seconds: Math.ceil(retryIn / 1000) })));
    } else if (state === "open") {
      clearError();
      if (builtIn?.guest) ready();
    }
  });
  own.addEventListener("registered", ready);
  own.addEventListener("refreshfailed", ({ error, left }) => {
    showError(error, () => t("stillRegistered", { seconds: left }));
  });
  own.addEventListener("unregistered", ({ error }) => phone === own && error && showError(error));
  own.addEventListener("warning", ({ error }) => showError(error));
  own.addEventListener("challengerefused", ({ error }) => showError(error));
  own.addEventListener("call", ({ call }) => {
    if (isBusy()) refuse(call);
    else showCall(call, focusDial);
  });
}

/** @param {string} target */
function callTarget(target) {
  if (!phone || isBusy()) return;
  clearError();
  try {
    showCall(phone.call(target, { audio: chosenAudio() }), focusDial);
  } catch (error) {
    showError(error);
    focusDial();
  }
}
