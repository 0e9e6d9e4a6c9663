import { Phone } from "../bellwire/index.js";
import { isBusy, showCall } from "./call-panel.js";
import { log, logTrace } from "./log.js";
import { clearError, element, showError, showStatus } from "./page.js";
import { isKnown, nameOf, nameOfRemote, otherOf, phoneOptions } from "./people.js";
import { linkSentence, refreshFailedSentence, unregisteredSentence } from "./words.js";

const signIn = element("sign-in", HTMLElement);
const account = element("account", HTMLElement);
const accountTitle = element("account-title", HTMLElement);
const secondTab = element("second-tab", HTMLAnchorElement);
const signOut = element("sign-out", HTMLButtonElement);
const dial = element("dial", HTMLFormElement);
const target = element("target", HTMLInputElement);
const listenOnly = element("listen-only", HTMLInputElement);

/** @type {Phone | null} */
let phone = null;

for (const button of signIn.querySelectorAll("button")) {
  button.addEventListener("click", () => void be(button.dataset["user"] ?? ""));
}
signOut.addEventListener("click", () => void leave());
dial.addEventListener("submit", (event) => {
  event.preventDefault();
  callTarget();
});
target.addEventListener("focus", () => phone?.prepare());

const asked = new URLSearchParams(location.search).get("user");
if (asked !== null && isKnown(asked)) void be(asked);
else showStatus("Not signed in.");

/**
 * Signs in.
 *
 * @param {string} user
 */
async function be(user) {
  const own = (phone = new Phone(phoneOptions(user)));
  clearError();
  showStatus(`Signing in as ${nameOf(user)}.`);
  showAccount(user);
  listenTo(own, user);
  try {
    await own.start();
    if (phone === own && !isBusy()) target.focus();
  } catch (error) {
    if (phone !== own) return;
    await leave();
    showStatus("Not signed in.");
    showError(error);
  }
}

async function leave() {
  const own = phone;
  phone = null;
  signOut.disabled = true;
  await own?.close();
  signOut.disabled = false;
  signIn.hidden = false;
  account.hidden = dial.hidden = true;
  clearError();
  showStatus("Not signed in.");
  signIn.querySelector("button")?.focus();
}

/** @param {string} user */
function showAccount(user) {
  const other = otherOf(user);
  accountTitle.textContent = `You are ${nameOf(user)}`;
  secondTab.href = `?user=${other}`;
  secondTab.textContent = `Open a second tab as ${nameOf(other)}`;
  target.value = other;
  signIn.hidden = true;
  account.hidden = false;
}

/**
 * @param {Phone} own
 * @param {string} user
 */
function listenTo(own, user) {
  own.addEventListener("link", (event) => {
    log(linkSentence(event));
    if (phone !== own || isBusy()) return;
    if (event.error) {
      showStatus("Not connected.");
      showError(event.error);
    } else if (event.state === "open") {
      clearError();
    }
  });
  own.addEventListener("registered", ({ expires }) => {
    log(`Registered as ${nameOf(user)} for ${expires} s.`);
    if (phone !== own) return;
    dial.hidden = false;
    if (!isBusy()) showStatus(`Ready. ${nameOf(user)} can call and be called.`);
  });
  own.addEventListener("refreshfailed", (event) => log(refreshFailedSentence(event)));
  own.addEventListener("unregistered", (event) => {
    log(unregisteredSentence(event));
    if (phone === own && event.error) showError(event.error);
  });
  own.addEventListener("warning", ({ error }) => log(`Ignored something. ${error.message}`));
  own.addEventListener("trace", logTrace);
  own.addEventListener("call", ({ call }) => {
    const name = nameOfRemote(call.remote);
    if (isBusy()) {
      log(`${name} called while you were in a call, and was told that you are busy.`);
      call.decline();
    } else {
      log(`${name} is calling.`);
      showCall(call, target);
    }
  });
}

function callTarget() {
  if (!phone || isBusy()) return;
  clearError();
  try {
    const call = phone.call(target.value, { audio: listenOnly.checked ? "recvonly" : true });
    log(`Calling ${nameOfRemote(call.remote)}.`);
    showCall(call, target);
  } catch (error) {
    showError(error);
    target.focus();
  }
}
