// Waiting in a page, never for ever.

/** What takes longer comes no more, in milliseconds. */
const PATIENCE = 60_000;

/** Waits until it is so; it can become so at each event of this name. */
export function until(isSo, target, event) {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      target.removeEventListener(event, look);
    };
    const look = () => {
      if (!isSo()) return;
      stop();
      resolve();
    };
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${PATIENCE} ms in vain until ${isSo}`));
    }, PATIENCE);
    target.addEventListener(event, look);
    look();
  });
}
