// Who this tab is to the registrar (RFC 5626, section 4.1): the same after a reload, another than any other tab.

/**
 * @typedef {object} Instance
 * @property {string | undefined} id A UUID; without one the core makes its own.
 * @property {() => void} release
 */

/** A page that is reloaded may find its own lock still held for a moment. */
const PATIENCE_MS = 300;

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
    const release = kept && (await hold(kept));
    if (kept && release) return { id: kept, release };
    const id = crypto.randomUUID();
    const own = await hold(id);
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
 * @param {string} id
 * @returns {Promise<(() => void) | null>} what lets go of the lock; nothing if somebody else holds it
 */
function hold(id) {
  return new Promise((resolve) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    navigator.locks
      .request(`bellwire ${id}`, { signal }, () => new Promise((release) => resolve(() => release(undefined))))
      .catch(() => resolve(null));
  });
}
