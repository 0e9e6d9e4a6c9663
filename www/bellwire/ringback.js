// The tone a caller hears while the other side rings: 425 Hz, one second in five (ETSI TR 101 041).

const HERTZ = 425;
const PERIOD_SECONDS = 5;
const TONE_SECONDS = 1;
const EDGE_SECONDS = 0.02;
const VOLUME = 0.15;
const SAMPLE_RATE = 8000;

/**
 * Plays the tone until the returned function is called. Where there is no audio, it stays silent: a call
 * never fails for want of a tone.
 *
 * @returns {() => void}
 */
export function playRingback() {
  const context = audioContext();
  if (!context) return () => {};
  const source = context.createBufferSource();
  source.buffer = period(context);
  source.loop = true;
  source.connect(context.destination);
  source.start();
  return () => void context.close().catch(() => {});
}

/** @returns {AudioContext | null} */
function audioContext() {
  try {
    return new AudioContext();
  } catch {
    return null;
  }
}

/**
 * One period of tone and silence; the edges are soft, so that nothing clicks.
 *
 * @param {AudioContext} context
 * @returns {AudioBuffer}
 */
function period(context) {
  const buffer = context.createBuffer(1, PERIOD_SECONDS * SAMPLE_RATE, SAMPLE_RATE);
  const samples = buffer.getChannelData(0);
  for (let index = 0; index < TONE_SECONDS * SAMPLE_RATE; index += 1) {
    const at = index / SAMPLE_RATE;
    const edge = Math.min(1, at / EDGE_SECONDS, (TONE_SECONDS - at) / EDGE_SECONDS);
    samples[index] = VOLUME * edge * Math.sin(2 * Math.PI * HERTZ * at);
  }
  return buffer;
}
