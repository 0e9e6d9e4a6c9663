// Whom to call: a field to type in, keys to press, and on the built-in server numbers that are one click away.

import { t, write } from "./language.js";
import { addKeys } from "./keys.js";
import { element, make } from "./page.js";
import { NUMBERS, nameOf } from "./people.js";

const section = element("dial", HTMLElement);
const form = element("dial-form", HTMLFormElement);
const target = element("target", HTMLInputElement);
const numbers = element("numbers", HTMLElement);
const numbersTitle = element("numbers-title", HTMLElement);
const list = element("number-list", HTMLElement);
const guestOnly = element("guest-only", HTMLElement);

/**
 * @param {object} handlers
 * @param {(target: string) => void} handlers.call
 * @param {() => void} handlers.prepare Somebody is about to call.
 */
export function listenToDial({ call, prepare }) {
  addKeys(element("dial-keys", HTMLElement), (key) => {
    target.setRangeText(key, target.selectionStart ?? 0, target.selectionEnd ?? 0, "end");
    prepare();
  });
  element("erase", HTMLButtonElement).addEventListener("click", erase);
  target.addEventListener("focus", prepare);
  list.addEventListener("focusin", prepare);
  list.addEventListener("click", ({ target: clicked }) => {
    const button = clicked instanceof Element && clicked.closest("button");
    if (button) call(button.value);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    call(target.value);
  });
}

/**
 * Shows what this person may dial; nothing before they are signed in.
 *
 * @param {import("./people.js").Identity | null} identity
 */
export function showDial(identity) {
  section.hidden = !identity;
  const builtIn = identity?.builtIn ?? null;
  form.hidden = numbersTitle.hidden = builtIn?.guest ?? false;
  guestOnly.hidden = !builtIn?.guest;
  numbers.hidden = !builtIn;
  list.replaceChildren();
  if (!builtIn) return;
  if (builtIn.other) list.append(numberButton(builtIn.other, "about_person"));
  for (const number of NUMBERS) list.append(numberButton(number, `about_${number}`));
}

/** Where somebody goes on after a call, or after what was no address. */
export function focusDial() {
  if (form.hidden) list.querySelector("button")?.focus();
  else target.focus();
}

/**
 * @param {string} number
 * @param {import("./language.js").Key} about
 */
function numberButton(number, about) {
  const name = make("b");
  const words = make("small");
  write(name, () => nameOf(number));
  write(words, () => t(about));
  const button = make("button", "quiet number", name, " ", words);
  button.type = "button";
  button.value = number;
  return button;
}

/** Takes away what is selected, or the character before the caret. */
function erase() {
  const [start, end] = [target.selectionStart ?? 0, target.selectionEnd ?? 0];
  target.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
}
