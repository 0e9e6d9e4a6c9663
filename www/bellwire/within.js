/**
 * Waits for this, and not for longer than that.
 *
 * @template T
 * @param {number} ms
 * @param {Promise<T> | T} work
 * @param {Error} error What it fails with when that time is over.
 * @returns {Promise<T>}
 */
export function within(ms, work, error) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<never>} */
  const late = new Promise((_, reject) => (timer = setTimeout(reject, ms, error)));
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
