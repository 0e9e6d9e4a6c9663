// Who this tab is to the registrar (RFC 5626, section 4.1): the same after a reload, another than any other tab.

/**
 * @typedef {object} Instance
 * @property {string | undefined} id A UUID; without one the core makes its own.
 * @property {() => void} release
 */

/** A page that is reloaded may find its own lock still held for a moment. */
const PATIENCE_MS = 1_000;

/**
 * The instance of this tab. It is kept in sessionStorage, which a duplicated tab gets a copy of; so whoever holds the
 * lock of that name is the instance, and everybody else makes a new one. Where there is no storage or no lock, as in
 * a worker or on a page that is not secure, nothing is kept.
 *
 * @param {string} account Each has its own, since a page may have several phones.
 * @returns {Promise<Instance>}
 */
export async function claimInstance(account) {
  try {
    const key = `bellwire instance ${account}`;
    const kept = sessionStorage.getItem(key);
    const release = kept && (await holdKept(kept));
    if (kept && release) return { id: kept, release };
    const id = crypto.randomUUID();
    const own = await hold(id, {}); // Of nobody else.
    if (!own) return nobody;
    sessionStorage.setItem(key, id);
    return { id, release: own };
  } catch {
    return nobody;
  }
}

/** @type {Instance} */
const nobody = { id: undefined, release: () => {} };

/**
 * When patience is at an end, it may be the browser that was slow; so the last word is what is held then.
 *
 * @param {string} id
 */
const holdKept = async (id) =>
  (await hold(id, { signal: AbortSignal.timeout(PATIENCE_MS) })) ?? hold(id, { ifAvailable: true });

/**
 * @param {string} id
 * @param {LockOptions} options
 * @returns {Promise<(() => void) | null>} what lets go of the lock; nothing if somebody else holds it
 */
function hold(id, options) {
  return new Promise((resolve) => {
    navigator.locks
      .request(`bellwire ${id}`, options, (lock) =>
        lock ? new Promise((release) => resolve(() => release(undefined))) : resolve(null))
      .catch(() => resolve(null));
  });
}
