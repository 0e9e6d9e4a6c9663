// What the browser says of the microphone's permission. Not every one knows these names.

/** @typedef {import("../errors.js").SipError} SipError */

/**
 * Whether the person was asked already.
 *
 * @param {() => void} changed The person has decided.
 * @returns {Promise<PermissionState | null>}
 */
export async function microphoneState(changed) {
  try {
    const status = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
    status.addEventListener("change", changed, { once: true });
    return status.state;
  } catch {
    return null;
  }
}

/**
 * The words for this denial, by name.
 *
 * @param {SipError} error
 */
export function denialName({ reason }) {
  return /system/i.test(reason) ? "microphoneSystem" : "microphoneDenied";
}
