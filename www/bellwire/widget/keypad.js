// The keys of a telephone: pressed, typed, or reached by the arrows.

import { make, makeButton } from "./make.js";

/** @typedef {import("./words.js").Words} Words */

const KEYS = "123456789*0#";
const COLUMNS = 3;

/** How far an arrow goes. The keys stand the same way in every script. */
const STEPS = new Map([["ArrowLeft", -1], ["ArrowRight", 1], ["ArrowUp", -COLUMNS], ["ArrowDown", COLUMNS]]);

/** Twelve keys, one of which Tab comes to, and what was pressed. */
export class Keypad {
  element;
  #group = make("div", { class: "keys", role: "group", part: "keys" });
  #typed = make("p", { class: "tones", part: "tones" });
  #keys;
  #press;

  /** @param {(key: string) => void} press */
  constructor(press) {
    this.#press = press;
    this.#keys = [...KEYS].map((key) => makeButton({ part: "key", tabindex: "-1" }, () => this.press(key), key));
    this.#group.append(...this.#keys);
    this.#group.addEventListener("keydown", (event) => this.#walk(event));
    this.element = make("div", { class: "pad", part: "keypad", id: "keypad", hidden: "" }, this.#typed, this.#group);
    this.#reach(0);
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {boolean} open */
  toggle(open) {
    this.element.hidden = !open;
    if (!open) this.#typed.textContent = "";
  }

  focus() {
    this.#keys.find(({ tabIndex }) => tabIndex === 0)?.focus();
  }

  /** @param {Words} words */
  render(words) {
    this.#group.ariaLabel = words.keypad;
    for (const [index, key] of this.#keys.entries()) {
      const name = { "*": words.star, "#": words.hash }[KEYS[index] ?? ""];
      if (name) key.ariaLabel = name;
    }
  }

  /**
   * @param {string} key
   * @returns {boolean} whether there is such a key
   */
  press(key) {
    const index = KEYS.indexOf(key);
    if (key.length !== 1 || index < 0) return false;
    this.#reach(index);
    if (this.#group.matches(":focus-within")) this.focus();
    this.#typed.textContent += key;
    this.#press(key);
    return true;
  }

  /** @param {KeyboardEvent} event */
  #walk(event) {
    const from = this.#keys.findIndex(({ tabIndex }) => tabIndex === 0);
    const to = event.key === "Home" ? 0 : event.key === "End" ? KEYS.length - 1 : from + (STEPS.get(event.key) ?? NaN);
    if (Number.isNaN(to)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!this.#keys[to]) return;
    this.#reach(to);
    this.focus();
  }

  /** @param {number} index */
  #reach(index) {
    for (const [at, key] of this.#keys.entries()) key.tabIndex = at === index ? 0 : -1;
  }
}
