/**
 * Whether this page may use the microphone, as far as the browser tells it: not every one knows this name.
 *
 * @param {() => void} changed It is decided anew.
 * @param {AddEventListenerOptions} listening
 * @returns {Promise<PermissionStatus | null>}
 */
export async function microphonePermission(changed, listening) {
  try {
    const status = await navigator.permissions.query({ name: /** @type {PermissionName} */ ("microphone") });
    status.addEventListener("change", changed, listening);
    return status;
  } catch {
    return null;
  }
}
