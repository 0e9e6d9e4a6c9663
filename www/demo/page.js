/**
 * The element of that id, which the page has.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function element(id, type) {
  const found = document.getElementById(id);
  if (found instanceof type) return found;
  throw new TypeError(`index.html has no ${type.name} of the id ${id}`);
}

const status = element("status", HTMLElement);
const alert = element("alert", HTMLElement);

/** @param {string} sentence */
export function showStatus(sentence) {
  status.textContent = sentence;
}

/**
 * @param {unknown} error
 */
export function showError(error) {
  alert.textContent = error instanceof Error ? error.message : String(error);
}

export function clearError() {
  alert.textContent = "";
}
