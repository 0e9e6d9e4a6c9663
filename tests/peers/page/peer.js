// One library in a page. Its adapter gives it the verbs that all three have; what happens is told to the test.

import { tellUncaught, verbs } from "./verbs.js";

const library = location.search.slice(1);

// The page is used for one probe after another, and a library may have kept something.
localStorage.clear();
sessionStorage.clear();

/** Which descriptions of the other side a connection was asked to take. */
const applied = [];
const { setRemoteDescription } = RTCPeerConnection.prototype;
RTCPeerConnection.prototype.setRemoteDescription = function (...values) {
  applied.push(values[0]?.type);
  return setRemoteDescription.apply(this, values);
};

/** Every WebSocket that was made. */
const sockets = [];
globalThis.WebSocket = class extends WebSocket {
  constructor(...values) {
    super(...values);
    sockets.push(this);
  }
};

/** All that was written to the console. */
const logged = [];
for (const level of ["debug", "error", "info", "log", "warn"]) {
  console[level] = (...values) => logged.push(...values.map(shown));
}

/** What a person can read of a value in the console. */
function shown(value) {
  try {
    return typeof value === "string" ? value : JSON.stringify(value);
  } catch {
    return String(value); // It goes round in a circle.
  }
}

/** What the library told its application, in order. */
const log = [];
const heard = new EventTarget();
/** `error` is of an exception that nobody caught. */
const tell = (what, error) => {
  log.push({ what, error });
  heard.dispatchEvent(new Event("grown"));
};
tellUncaught(tell);

globalThis.peer = {
  applied: () => applied,
  log: () => log,
  logged: () => logged.join("\n"),

  /** Waits until each WebSocket is open or refused. */
  async connected() {
    for (const socket of sockets.filter(({ readyState }) => readyState === WebSocket.CONNECTING)) {
      await new Promise((resolve) => {
        for (const event of ["open", "close"]) socket.addEventListener(event, resolve, { once: true });
      });
    }
  },

  /** Waits until the application is told one of these, so many times. */
  async told(names, times = 1) {
    while (log.filter(({ what }) => names.includes(what)).length < times) {
      await new Promise((resolve) => heard.addEventListener("grown", resolve, { once: true }));
    }
  },

  ...(await verbs(library, tell)),

  /** Starts the library where there is no window. */
  startInWorker(options) {
    const worker = new Worker(`./worker.js?${library}`, { type: "module" });
    worker.addEventListener("message", ({ data }) => tell(data.what, data.error));
    worker.addEventListener("error", (event) => event.preventDefault()); // It has told so itself.
    worker.postMessage(options);
  },
};

document.documentElement.dataset.ready = "yes";
