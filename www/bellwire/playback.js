/**
 * Plays a call's remote stream in an element until the call is over. Where the browser refuses to play
 * without a gesture, it plays at the next one.
 *
 * @param {HTMLMediaElement} element
 * @param {MediaStream} stream
 * @param {AbortSignal} over
 */
export function playIn(element, stream, over) {
  element.srcObject = stream;
  const detach = () => {
    if (element.srcObject === stream) element.srcObject = null;
  };
  over.addEventListener("abort", detach, { once: true });
  play(element, over);
}

/**
 * A track has come. Chromium does not begin with an element whose stream had none when it was attached.
 *
 * @param {HTMLMediaElement} element
 * @param {MediaStream} stream
 * @param {AbortSignal} over
 */
export function beginIn(element, stream, over) {
  if (element.srcObject === stream && element.readyState === 0) playIn(element, stream, over);
}

/**
 * @param {HTMLMediaElement} element
 * @param {AbortSignal} over
 */
function play(element, over) {
  element.play().catch((error) => {
    if (error.name !== "NotAllowedError") return;
    const page = element.ownerDocument;
    const gestures = ["click", "keydown"];
    const again = () => {
      for (const gesture of gestures) page.removeEventListener(gesture, again);
      play(element, over);
    };
    for (const gesture of gestures) page.addEventListener(gesture, again, { signal: over });
  });
}
