// @ts-ignore: core/ is built, and may be absent here.
import { Core, MediaHost, checkTarget, halt, initSync } from "./core/bellwire.js";
import { SipError } from "./errors.js";

/** @typedef {import("./core-events.js").CoreModule} CoreModule */

/** @type {Promise<WebAssembly.Module> | undefined} */
let compiled;

/** The phones of a page share one instance of the module. */
let isRunning = false;

/** @type {Set<(error: SipError) => void>} */
const users = new Set();

/**
 * Loads the core once per page, and begins anew after a crash; a failed load may be tried again.
 *
 * @returns {Promise<CoreModule>}
 */
export async function loadCore() {
  compiled ??= compile().catch((cause) => {
    compiled = undefined;
    throw new SipError("load", { reason: String(cause?.message ?? cause), cause });
  });
  const module = await compiled;
  if (!isRunning) initSync({ module });
  isRunning = true;
  return /** @type {CoreModule} */ (/** @type {unknown} */ ({ Core, MediaHost, checkTarget }));
}

/**
 * Tells when the instance has crashed.
 *
 * @param {(error: SipError) => void} tell
 * @returns {() => void} ends that
 */
export function onCrash(tell) {
  users.add(tell);
  return () => users.delete(tell);
}

/**
 * A trap leaves the memory of all phones in this page as it was in the middle of something: none may go on, by no timer
 * and no event either.
 *
 * @param {SipError} error
 */
export function crash(error) {
  isRunning = false;
  halt();
  const told = [...users];
  users.clear();
  for (const tell of told) tell(error);
}

/** @returns {Promise<WebAssembly.Module>} */
async function compile() {
  const response = await fetch(new URL("./core/bellwire_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // Browsers compile while they load, and keep what they compiled, if the server names the type.
  return response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
