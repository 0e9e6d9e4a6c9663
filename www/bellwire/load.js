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
  // @ts-ignore: core/ is built, so it may be absent here; its types are stated in core-events.js.
  const module = await import("./core/bellwire.js");
  await module.default();
  return module;
}
