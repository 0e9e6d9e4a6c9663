import { deferred } from "./deferred.js";

/**
 * Waits for this, and not for longer than that.
 *
 * @template T
 * @param {number} ms
 * @param {Promise<T> | T} work
 * @param {Error} error What it fails with when that time is over.
 * @returns {Promise<T>}
 */
export async function within(ms, work, error) {
  const late = /** @type {import("./deferred.js").Deferred<never>} */ (deferred());
  const timer = setTimeout(late.reject, ms, error);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
