// What the tests do in a page with the click-to-call element.

import "/bellwire/widget/index.js";
import { loudest } from "./sound.js";

/** What plays the other side: it is in no document. */
const players = [];
globalThis.Audio = class extends Audio {
  constructor(...source) {
    super(...source);
    players.push(this);
  }
};

const connections = [];
globalThis.RTCPeerConnection = class extends RTCPeerConnection {
  constructor(...settings) {
    super(...settings);
    connections.push(this);
  }
};

/** What the panel says at the moment when the browser is asked for the microphone. */
const asked = [];
if (navigator.mediaDevices) {
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (constraints) => {
    asked.push(globalThis.test.says("status"));
    return ask(constraints);
  };
}

const log = [];
const grown = new EventTarget();
for (const type of ["state", "error"]) {
  document.addEventListener(`bellwire-call:${type}`, ({ target, composed, detail: { state, error } }) => {
    const { name, kind, message } = error ?? {};
    log.push({ type, state, composed, from: target.id, name, kind, message });
    grown.dispatchEvent(new Event("grown"));
  });
}

const all = () => [...document.querySelectorAll("bellwire-call")];
const last = () => all().at(-1) ?? kept;
/** An element that the page has taken away. */
let kept;

/** The shadow tree with the panel: that of the element, or the page's own place for what is left of it. */
const root = () => {
  const hosts = [...document.querySelectorAll("bellwire-call, body > div")].map((host) => host.shadowRoot);
  return hosts.find((shadow) => shadow?.querySelector('[part="panel"]:not([hidden])')) ?? last().shadowRoot;
};

globalThis.test = {
  log,
  asked,

  /** Puts an element into the page, with these attributes and properties. */
  add(attributes, options) {
    const { properties, into = "here", content } = options ?? {};
    const element = document.createElement("bellwire-call");
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (content) element.append(content);
    Object.assign(element, properties);
    document.getElementById(into).append(element);
  },

  /**
   * Sets the credentials to a function that gives these, one after another (`"never"` for none at all), and tells that it
   * was asked.
   */
  giveCredentials(...given) {
    last().credentials = async () => {
      log.push({ type: "asked" });
      const next = given.length > 1 ? given.shift() : given[0];
      return next === "never" ? new Promise(() => {}) : next;
    };
  },

  /** Waits until the log has an entry with all these fields, and returns the last. */
  async seen(fields) {
    const fits = (entry) => Object.entries(fields).every(([name, value]) => entry[name] === value);
    while (!log.some(fits)) await new Promise((resolve) => grown.addEventListener("grown", resolve, { once: true }));
    return log.findLast(fits);
  },

  /** What a part of the element says, if it is shown. */
  says(part) {
    const found = root().querySelector(`[part="${part}"]`);
    return found?.checkVisibility() ? found.innerText.trim() : "";
  },

  press: (part) => root().querySelector(`[part="${part}"]`).click(),
  state: () => last().state,
  muted: () => last().muted,
  hears: () => loudest(players.at(-1)?.srcObject),
  plays: () => players.some((player) => !player.paused && player.currentTime > 0),
  connection: () => connections.at(-1)?.connectionState,
  /** The name of the microphone whose sound is sent. */
  sends: () => connections.at(-1).getSenders().at(0)?.track?.label,
  microphones: () => connections.flatMap((connection) => connection.getSenders()).map(({ track }) => track?.readyState),

  /** Uses a method of the element; an error comes as data. */
  use: (method, ...values) =>
    Promise.resolve().then(() => last()[method](...values)).then(
      () => ({}),
      ({ name, kind, message }) => ({ error: { name, kind, message } }),
    ),

  /** The page's ways to move an element, and to take it away. */
  move: {
    again: () => document.getElementById("there").append(last()),
    apart: () => {
      const element = last();
      element.remove();
      document.getElementById("there").append(element);
    },
    whole: () => document.getElementById("there").moveBefore(last(), null),
    away: () => {
      kept = last();
      kept.remove();
    },
  },
  moveIt: (way) => globalThis.test.move[way](),
  putBack: () => document.getElementById("here").append(kept),

  /** What a screen reader calls the element in focus. */
  focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return (element?.ariaLabel ?? element?.textContent ?? "").trim();
  },

  /** Whether leaving the page would ask the person. */
  asksToStay: () => !dispatchEvent(new Event("beforeunload", { cancelable: true })),
};

document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
  log.push({ type: "violation", violatedDirective, blockedURI });
});

// Each call's own news.
document.addEventListener("bellwire-call:state", ({ detail: { state, call } }) => {
  if (state !== "calling") return;
  call.addEventListener("tone", ({ tone }) => {
    log.push({ type: "tone", tone });
    grown.dispatchEvent(new Event("grown"));
  });
});

document.documentElement.dataset.ready = "yes";
