// The panel of a call: what happens, and what can be done.

import { Clock } from "./clock.js";
import { Keypad } from "./keypad.js";
import { make, makeButton, makeIcon } from "./make.js";
import { failureName, isForOwner } from "./words.js";

/** @typedef {import("./talk.js").Talk} Talk */
/** @typedef {import("./words.js").Words} Words */

/**
 * What the person may want.
 *
 * @typedef {object} Actions
 * @property {() => void} again
 * @property {() => void} close
 */

/** Shows one call of an element after another. */
export class Panel {
  element;
  #title = make("p", { class: "title", part: "title", id: "title" });
  #status = make("p", { class: "status", part: "status", id: "status", role: "status" });
  #time = make("span", { class: "time", part: "time", role: "timer" });
  #alert = make("p", { class: "alert", part: "alert", id: "alert", role: "alert" });
  #summary = make("summary");
  #reason = make("p", { lang: "en" });
  #details = make("details", { part: "details" }, this.#summary, this.#reason);
  #clock = new Clock(this.#time);
  #keypad = new Keypad((key) => void this.#talk?.sendTones(key).catch(() => {})); // Trouble is an event of its own.
  #mute = control("mute", "microphone", () => this.#talk?.mute(!this.#talk.call?.muted));
  #keys = control("keypad-button", "keypad", () => this.#toggleKeypad());
  #hangUp = control("hang-up", "phone", () => this.#talk?.hangUp());
  #controls = make("div", { class: "controls", part: "controls" }, this.#mute, this.#keys, this.#hangUp);
  #again;
  #close;
  #microphoneLabel = make("span");
  #microphone = make("select", { part: "microphone" });
  #listed = "";
  #choice = make("label", { class: "choice" }, this.#microphoneLabel, this.#microphone);
  /** @type {Talk | null} */
  #talk = null;

  /** @param {Actions} actions */
  constructor({ again, close }) {
    this.#again = makeButton({ class: "again", part: "again" }, again);
    this.#close = makeButton({ class: "close", part: "close" }, close, makeIcon("cross"));
    this.#keys.setAttribute("aria-controls", "keypad");
    this.#microphone.addEventListener("change", () => {
      this.#listed = "";
      void this.#talk?.useMicrophone(this.#microphone.value);
    });
    this.element = make(
      "div",
      {
        class: "panel",
        part: "panel",
        role: "dialog",
        popover: "manual",
        "aria-labelledby": "title",
        "aria-describedby": "status alert",
        tabindex: "-1",
        hidden: "",
      },
      make("div", { class: "top" }, this.#title, this.#close),
      this.#status,
      this.#time,
      this.#alert,
      this.#details,
      this.#controls,
      this.#keypad.element,
      this.#choice,
      this.#again,
    );
    this.element.addEventListener("keydown", (event) => this.#type(event));
  }

  get isOpen() {
    return !this.element.hidden;
  }

  get hasFocus() {
    return this.#focused !== null;
  }

  /** What has the focus here, if anything. */
  get #focused() {
    const { activeElement } = /** @type {ShadowRoot | Document} */ (this.element.getRootNode());
    return this.element.contains(activeElement) ? activeElement : null;
  }

  /** Above everything else in the page, where the browser can do that. */
  open() {
    this.element.hidden = false;
    if (!this.element.matches(":popover-open")) this.element.showPopover();
  }

  close() {
    this.element.hidden = true;
    this.#keypad.toggle(false);
  }

  /** The first thing that one may want now. */
  focus() {
    (this.#hangUp.hidden ? (this.#again.hidden ? this.#close : this.#again) : this.#hangUp).focus();
  }

  /**
   * @param {Talk} talk
   * @param {string} title
   * @param {{ language: string, words: Words }} language
   */
  render(talk, title, { language, words }) {
    const { state, call, error, lives } = talk;
    const isActive = state === "active";
    const focused = this.#focused;
    this.#talk = talk;
    this.element.lang = language;
    this.element.classList.toggle("waits", lives && !isActive);
    this.#title.textContent = title;
    say(this.#status, statusWords(talk, words));
    say(this.#alert, error ? words[failureName(error)] : "");
    this.#clock.show(talk.since, talk.until);
    this.#details.hidden = !error || !isForOwner(error);
    this.#summary.textContent = words.details;
    this.#reason.textContent = error?.message ?? "";
    name(this.#mute, words.mute);
    name(this.#keys, words.keypad);
    name(this.#hangUp, words.hangUp);
    this.#mute.ariaPressed = String(call?.muted ?? false);
    this.#mute.hidden = this.#keys.hidden = !isActive;
    if (!isActive) this.#keypad.toggle(false);
    this.#keys.ariaExpanded = String(this.#keypad.isOpen);
    this.#keypad.render(words);
    this.#controls.hidden = this.#hangUp.hidden = !lives;
    this.#again.hidden = this.#close.hidden = lives;
    this.#again.textContent = words.callAgain;
    this.#close.ariaLabel = words.close;
    this.#choose(talk, words, isActive);
    if (focused && !focused.checkVisibility()) this.focus(); // Browsers differ in when they take it away.
  }

  /**
   * Where nothing is sent, nothing is chosen, so that also the only one can be.
   *
   * @param {Talk} talk
   * @param {Words} words
   * @param {boolean} isActive
   */
  #choose({ microphones, microphone }, words, isActive) {
    this.#choice.hidden = !isActive || (microphones.length < 2 && microphone !== null);
    this.#microphoneLabel.textContent = words.microphone;
    const listed = JSON.stringify([microphones, microphone, words.choose]);
    if (listed === this.#listed) return; // Somebody may be choosing.
    this.#listed = listed;
    const options = microphones.map(({ id, label }) =>
      new Option(label || words.microphone, id, false, id === microphone));
    if (options.every(({ selected }) => !selected)) options.unshift(placeholder(words.choose));
    this.#microphone.replaceChildren(...options);
  }

  #toggleKeypad() {
    const open = !this.#keypad.isOpen;
    this.#keypad.toggle(open);
    this.#keys.ariaExpanded = String(open);
    if (open) this.#keypad.focus();
    else this.#keys.focus();
  }

  /** @param {KeyboardEvent} event */
  #type(event) {
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (target === this.#microphone || ctrlKey || metaKey || altKey) return;
    if (key === "Escape" && this.#keypad.isOpen) this.#toggleKeypad();
    else if (key === "Escape" && !this.#close.hidden) this.#close.click();
    else if (!this.#keypad.isOpen || !this.#keypad.press(key)) return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/**
 * What is selected where nothing is chosen.
 *
 * @param {string} words
 */
function placeholder(words) {
  const option = new Option(words, "", true, true);
  option.disabled = true;
  return option;
}

/**
 * A round button with a word below.
 *
 * @param {string} part
 * @param {Parameters<typeof makeIcon>[0]} icon
 * @param {() => void} action
 */
function control(part, icon, action) {
  return makeButton({ class: part, part }, action, make("span", { class: "disc" }, makeIcon(icon)), make("span"));
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} words
 */
function name(button, words) {
  if (button.lastChild) button.lastChild.textContent = words;
}

/**
 * What is said again is read again.
 *
 * @param {HTMLElement} line
 * @param {string} words
 */
function say(line, words) {
  if (line.textContent !== words) line.textContent = words;
}

/**
 * @param {Talk} talk
 * @param {Words} words
 */
function statusWords({ state, call, asks, held, interrupted, left }, words) {
  if (asks) return words.asking;
  if (state === "ended") return left ? words.left : words.ended;
  if (state !== "active") return words[state];
  if (interrupted) return words.interrupted;
  if (held) return words.held;
  return call?.muted ? words.muted : words.active;
}
