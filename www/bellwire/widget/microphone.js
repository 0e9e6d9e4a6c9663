// What the browser says of the microphone's permission. Not every one knows these names.

import { SipError } from "../errors.js";

/** @typedef {{ allowsFeature?: (name: string) => boolean }} Policy */

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
 * A browser says only that it was not allowed. The person can do nothing against the page's own policy, or in the page
 * against the device's.
 *
 * @param {SipError} error
 * @returns {SipError}
 */
export function explainDenial(error) {
  if (error.kind !== "microphoneDenied" || !isForbiddenByPage()) return error;
  return new SipError("microphoneDenied", { reason: "the page's own Permissions-Policy forbids it", cause: error });
}

/**
 * The words for this denial, by name.
 *
 * @param {SipError} error
 */
export function denialName({ reason, cause }) {
  if (cause instanceof SipError) return "microphonePolicy";
  return /system/i.test(reason) ? "microphoneSystem" : "microphoneDenied";
}

function isForbiddenByPage() {
  const { featurePolicy } = /** @type {{ featurePolicy?: Policy }} */ (/** @type {unknown} */ (document));
  return featurePolicy?.allowsFeature?.("microphone") === false;
}
