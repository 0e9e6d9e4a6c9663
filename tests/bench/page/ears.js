// Listening for a frequency.

import { loudest } from "/page/sound.js";

/** How far a frequency that is found may be beside the one that is sent: two bands of the spectrum. */
const WIDTH = 12;

/** Waits until the loudest frequency is this one. */
export async function heard(stream, frequency) {
  while (Math.abs(loudest(stream) - frequency) > WIDTH) await new Promise(requestAnimationFrame);
}
