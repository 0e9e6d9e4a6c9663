// The twelve keys of a phone, for dialling and for tones. The package's element has such keys, too, but exports none of its parts.

import { make } from "./page.js";

const KEYS = ["1", "2abc", "3def", "4ghi", "5jkl", "6mno", "7pqrs", "8tuv", "9wxyz", "*", "0", "#"];
const COLUMNS = 3;

/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS };

/**
 * Fills `group` with keys. Tab comes to one of them, and the arrows go from key to key.
 *
 * @param {HTMLElement} group
 * @param {(key: string) => void} press
 */
export function addKeys(group, press) {
  const buttons = KEYS.map((text) => {
    const key = text.charAt(0);
    const letters = make("small", "", text.slice(1));
    letters.ariaHidden = "true";
    const button = make("button", "key", key, letters);
    button.type = "button";
    button.tabIndex = -1;
    button.addEventListener("click", () => press(key));
    return button;
  });
  let reachable = buttons[0];
  if (reachable) reachable.tabIndex = 0;
  group.append(...buttons);
  group.addEventListener("focusin", ({ target }) => {
    const button = buttons.find((one) => one === target);
    if (!button) return;
    if (reachable) reachable.tabIndex = -1;
    button.tabIndex = 0;
    reachable = button;
  });
  group.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const next = step && buttons[buttons.findIndex((one) => one === event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
