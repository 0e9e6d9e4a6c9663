// The click-to-call element. One call at a time in a page: while one stands, another element's button leads to it.

import { SipError } from "../errors.js";
import { accessOf, mistakeOf } from "./attributes.js";
import { lineOf } from "./line.js";
import { make, makeButton, makeIcon } from "./make.js";
import { Panel } from "./panel.js";
import { dress } from "./style.js";
import { Talk } from "./talk.js";
import { addWords, wordsAt } from "./words.js";

/** @typedef {import("../call.js").Call} Call */
/** @typedef {import("./caller.js").CallerSource} CallerSource */
/** @typedef {import("./talk.js").State} State */

/** @typedef {{ state: State, call: Call | null }} StateEventDetail */
/** @typedef {{ error: SipError }} ErrorEventDetail */

/** Where there is no DOM, the class stands, and can do nothing. */
const Base = /** @type {typeof HTMLElement} */ (globalThis.HTMLElement ?? Object);

/** What may be said before the class is there. */
const PROPERTIES = /** @type {const} */ (["server", "target", "label", "authorizeUrl", "credentials"]);

/**
 * The elements of this page.
 *
 * @type {Set<BellwireCall>}
 */
const elements = new Set();

/** `<bellwire-call server="wss://sip.example.com" target="sip:sales@example.com" label="Call us">` */
export class BellwireCall extends Base {
  static observedAttributes = ["label", "lang"];

  #root = this.attachShadow({ mode: "open" });
  #internals = this.attachInternals();
  #label = make("span", { part: "label" });
  #slot = make("slot");
  #button = makeButton(
    { class: "call", part: "button", "aria-haspopup": "dialog", "aria-expanded": "false" },
    () => this.#click(),
    make("slot", { name: "icon" }, makeIcon("phone")),
    this.#slot,
    this.#label,
  );
  #panel = new Panel({ again: () => this.#click(), close: () => this.#close() });
  /** @type {Talk | null} */
  #talk = null;
  /** @type {State} */
  #state = "idle";
  /** @type {CallerSource | null} */
  #credentials = null;
  /**
   * Where the panel is while the element is not in the page.
   *
   * @type {HTMLElement | null}
   */
  #apart = null;

  constructor() {
    super();
    this.#internals.states.add(this.#state);
    dress(this.#root);
    this.#root.append(this.#button, this.#panel.element);
    for (const intent of ["focus", "pointerenter"]) this.#button.addEventListener(intent, () => this.#prepare());
    this.#slot.addEventListener("slotchange", () => this.#render());
  }

  /**
   * Adds a language for all elements of the page: `BellwireCall.addLanguage("de", { call: "Anrufen", … })`. What is
   * missing is said in English.
   *
   * @param {string} tag
   * @param {import("./words.js").SomeWords} words
   */
  static addLanguage(tag, words) {
    addWords(tag, words);
    for (const element of elements) element.#render();
  }

  /** The WebSocket of the SIP server; a path is one of the page's own host. */
  get server() {
    return this.getAttribute("server") ?? "";
  }

  set server(server) {
    this.setAttribute("server", server);
  }

  /** Who is called. */
  get target() {
    return this.getAttribute("target") ?? "";
  }

  set target(target) {
    this.setAttribute("target", target);
  }

  /** What the button and the panel say. */
  get label() {
    return this.getAttribute("label") || wordsAt(this).words.call;
  }

  set label(label) {
    this.setAttribute("label", label);
  }

  /**
   * What is asked who calls, when a call begins: it answers with JSON such as `{"account": …, "ha1": …}`.
   *
   * @type {string | null}
   */
  get authorizeUrl() {
    return this.getAttribute("authorize-url");
  }

  set authorizeUrl(url) {
    if (url === null) this.removeAttribute("authorize-url");
    else this.setAttribute("authorize-url", url);
  }

  /**
   * Who calls, or who is asked for it when a call begins. Without it, and without `authorize-url`, calls are anonymous.
   *
   * @type {CallerSource | null}
   */
  get credentials() {
    return this.#credentials;
  }

  set credentials(source) {
    this.#credentials = source;
  }

  /** How far the call is. */
  get state() {
    return this.#state;
  }

  /**
   * The call, while there is one.
   *
   * @type {Call | null}
   */
  get current() {
    return this.#talk?.call ?? null;
  }

  /** The other side hears nothing of us. */
  get muted() {
    return this.current?.muted ?? false;
  }

  /**
   * Calls, as if the button were pressed. Resolves when somebody has answered.
   *
   * @returns {Promise<Call>}
   */
  async call() {
    return this.#begin().answered;
  }

  /** Gives up, or ends the call. */
  hangUp() {
    this.#talk?.hangUp();
  }

  /** @param {boolean} [muted] */
  mute(muted = true) {
    this.#talk?.mute(muted);
  }

  /**
   * Plays keypad tones to the other side: `"12#"`.
   *
   * @param {string} tones
   * @returns {Promise<void>}
   */
  async sendTones(tones) {
    if (!this.#talk) throw new SipError("wrongState");
    await this.#talk.sendTones(tones);
  }

  /**
   * @override
   * @param {FocusOptions} [options]
   */
  focus(options) {
    this.#button.focus(options);
  }

  connectedCallback() {
    for (const name of PROPERTIES) this.#upgrade(name);
    elements.add(this);
    this.#apart?.remove();
    this.#root.append(this.#panel.element);
    this.#render();
    if (!this.#panel.isOpen) return;
    this.#panel.open();
    if (document.activeElement === document.body) this.#panel.focus();
  }

  /** The page moves it as a whole: nothing is to be done. */
  connectedMoveCallback() {}

  /** Whoever moves it in the old way puts it back within the same task. */
  disconnectedCallback() {
    queueMicrotask(() => {
      if (!this.isConnected) this.#removed();
    });
  }

  attributeChangedCallback() {
    this.#render();
  }

  /** @param {typeof PROPERTIES[number]} name */
  #upgrade(name) {
    if (!Object.hasOwn(this, name)) return;
    const value = this[name];
    delete this[name];
    Object.assign(this, { [name]: value });
  }

  /** The call is not the person's any more. They are told where they look, and may call again from there. */
  #removed() {
    if (!this.#talk?.lives) return void elements.delete(this);
    this.#show();
    this.#talk.fail(new SipError("removed"));
  }

  #click() {
    if (this.#talk?.lives) this.#panel.focus();
    else this.call().catch(() => {}); // The panel tells it.
  }

  /** Somebody will call soon. */
  #prepare() {
    if (!Talk.current) lineOf(accessOf(this)).prepare();
  }

  #begin() {
    this.#checkFree();
    for (const element of elements) element.#close();
    const talk = new Talk(accessOf(this), this.target, {
      changed: () => this.#render(),
      moved: () => this.#move(talk.state),
      failed: (error) => this.#emit("error", { error }),
    });
    this.#talk = talk;
    this.#move(talk.state);
    this.#render();
    this.#show();
    void talk.begin(mistakeOf(this));
    return talk;
  }

  /** Where a call stands already, the person is led there. */
  #checkFree() {
    const standing = Talk.current;
    if (!standing) return;
    const error = new SipError("occupied");
    standing.remark(error);
    for (const element of elements) if (element.#talk === standing) element.#panel.focus();
    this.#emit("error", { error });
    throw error;
  }

  #render() {
    const language = wordsAt(this);
    const { label } = this;
    const content = this.#slot.assignedNodes().filter(isSeen);
    this.#label.textContent = label;
    this.#label.hidden = content.length > 0;
    this.#button.ariaLabel = content.length > 0 && !content.some(hasText) ? label : null;
    if (this.#talk) this.#panel.render(this.#talk, label, language);
  }

  /** In its place, or where there is none, at the end of the page. */
  #show() {
    if (!this.isConnected) {
      this.#apart ??= make("div");
      const root = this.#apart.shadowRoot ?? this.#apart.attachShadow({ mode: "open" });
      dress(root);
      root.append(this.#panel.element);
      document.body.append(this.#apart);
      elements.add(this);
    }
    this.#button.ariaExpanded = "true";
    this.#panel.open();
    this.#panel.focus();
  }

  #close() {
    if (!this.#panel.isOpen) return;
    const hadFocus = this.#panel.hasFocus;
    this.#panel.close();
    this.#button.ariaExpanded = "false";
    this.#apart?.remove();
    if (!this.isConnected) elements.delete(this);
    if (hadFocus) this.#button.focus();
    this.#talk = null;
    this.#move("idle");
  }

  /** @param {State} state */
  #move(state) {
    this.#internals.states.delete(this.#state);
    this.#internals.states.add(state);
    this.#state = state;
    this.#emit("state", { state, call: this.current });
  }

  /**
   * Who listens at the page is told, too, where the element is not in it any more.
   *
   * @param {"state" | "error"} type
   * @param {StateEventDetail | ErrorEventDetail} detail
   */
  #emit(type, detail) {
    for (const target of this.isConnected ? [this] : [this, document]) {
      target.dispatchEvent(new CustomEvent(`bellwire-call:${type}`, { detail, bubbles: true, composed: true }));
    }
  }
}

/**
 * The space between two tags is no content.
 *
 * @param {Node} node
 */
function isSeen(node) {
  return node instanceof Element || hasText(node);
}

/** @param {Node} node */
function hasText({ textContent }) {
  return !!textContent?.trim();
}
