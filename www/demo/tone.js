// What one hears of a call that is not answered yet: it rings here, or at the other side. Both by the speaker that was chosen,
// where the browser lets a page choose; the package's own ringback would be by the system's.

/**
 * How long a period is, and what sounds in it: from when to when, and how high. All in seconds and hertz.
 *
 * @typedef {{ period: number, notes: [number, number, number][] }} Pattern
 */

/** @type {Record<"ring" | "ringback", Pattern>} */
const PATTERNS = {
  ring: { period: 3, notes: [[0, 0.4, 659], [0.4, 1.2, 523]] },
  ringback: { period: 5, notes: [[0, 1, 425]] }, // ETSI TR 101 041
};

const VOLUME = 0.15;
const EDGE_SECONDS = 0.02;
const SAMPLE_RATE = 8000;

let speaker = "";
/** @type {(AudioContext & { setSinkId?: (id: string) => Promise<void> }) | null} */
let context = null;
/** @type {keyof typeof PATTERNS | null} */
let playing = null;

/**
 * Plays one of them until another one is wanted, or none. Where a browser has no audio, or wants a click first, it is silent.
 *
 * @param {keyof typeof PATTERNS | null} tone
 */
export function playTone(tone) {
  if (tone === playing) return;
  playing = tone;
  void context?.close();
  context = null;
  if (!tone) return;
  try {
    context = new AudioContext();
  } catch {
    return;
  }
  useSpeakerForTones(speaker);
  const source = context.createBufferSource();
  source.buffer = onePeriod(context, PATTERNS[tone]);
  source.loop = true;
  source.connect(context.destination);
  source.start();
}

/**
 * By which speaker, also for what plays now.
 *
 * @param {string} id
 */
export function useSpeakerForTones(id) {
  speaker = id;
  context?.setSinkId?.(id).catch(() => {}); // The call says that this speaker cannot be used.
}

/**
 * @param {AudioContext} context
 * @param {Pattern} pattern
 */
function onePeriod(context, { period, notes }) {
  const buffer = context.createBuffer(1, period * SAMPLE_RATE, SAMPLE_RATE);
  const samples = buffer.getChannelData(0);
  for (const [from, to, hertz] of notes) {
    for (let index = from * SAMPLE_RATE; index < to * SAMPLE_RATE; index += 1) {
      const at = index / SAMPLE_RATE;
      const edge = Math.min(1, (at - from) / EDGE_SECONDS, (to - at) / EDGE_SECONDS); // Soft, so that nothing clicks.
      samples[index] = VOLUME * edge * Math.sin(2 * Math.PI * hertz * at);
    }
  }
  return buffer;
}
