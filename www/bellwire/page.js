import { crashed } from "./errors.js";
import { crash } from "./load.js";

/**
 * Listens to what a page knows and the core cannot: the network, the page's sight, its end. Where there is no
 * window (a worker, a test), there is nothing to hear.
 *
 * @param {object} handlers
 * @param {(state: import("./core-events.js").NetworkState) => void} handlers.network
 * @param {() => void} handlers.devices Another list of microphones and speakers.
 * @param {() => void} handlers.leave
 * @param {AbortSignal} handlers.signal Ends the listening.
 */
export function watchPage({ network, devices, leave, signal }) {
  if (typeof window === "undefined") return;
  window.addEventListener("online", () => network("online"), { signal });
  window.addEventListener("offline", () => network("offline"), { signal });
  navigator.mediaDevices?.addEventListener("devicechange", devices, { signal });
  window.addEventListener("pagehide", leave, { signal });
  const seen = () => document.visibilityState === "visible" && network("resumed");
  const failed = (/** @type {ErrorEvent} */ { error }) => isOurs(error) && crash(crashed(error));
  window.addEventListener("error", failed, { signal });
  document.addEventListener("visibilitychange", seen, { signal });
}

/**
 * A trap of our core: it can also happen in a timer or at a frame from the server, where nobody catches it.
 *
 * @param {unknown} error
 * @returns {error is WebAssembly.RuntimeError}
 */
function isOurs(error) {
  return error instanceof WebAssembly.RuntimeError && /bellwire/.test(error.stack ?? "");
}
