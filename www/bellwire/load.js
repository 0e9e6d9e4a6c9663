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
  // @ts-ignore: core/ is built and may be absent here.
  const built = /** @type {unknown} */ (await import("./core/bellwire.js"));
  const module = /** @type {CoreModule} */ (built);
  await module.default({ module_or_path: new URL("./core/bellwire_bg.wasm", import.meta.url) });
  return module;
}
