// @ts-ignore: core/ is built, and may be absent here.
import { Core, MediaHost, checkTarget, initSync } from "./core/bellwire.js";
import { SipError } from "./errors.js";

/** @typedef {import("./core-events.js").CoreModule} CoreModule */

/** @type {Promise<CoreModule> | undefined} */
let loading;

/**
 * Loads the core once per page; a failed load may be tried again.
 *
 * @returns {Promise<CoreModule>}
 */
export function loadCore() {
  loading ??= load().catch((cause) => {
    loading = undefined;
    throw new SipError("load", { reason: String(cause?.message ?? cause), cause });
  });
  return loading;
}

/** @returns {Promise<CoreModule>} */
async function load() {
  const response = await fetch(new URL("./core/bellwire_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // Browsers compile while they load, and keep what they compiled, if the server names the type.
  const module = await (response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : response.arrayBuffer().then(WebAssembly.compile));
  initSync({ module });
  return /** @type {CoreModule} */ (/** @type {unknown} */ ({ Core, MediaHost, checkTarget }));
}
