// A tone as a phone without Opus has it.

const RATE = 8_000;
const LOUDNESS = 8_000;

/** A second of this frequency in G.711 A-law, to be repeated. */
export function alaw(frequency) {
  return Buffer.from(Array.from({ length: RATE }, (_, index) =>
    encode(Math.round(LOUDNESS * Math.sin((2 * Math.PI * frequency * index) / RATE)))));
}

/** One sample of 16 bits as a sign, a power of two, and the four bits behind that; every other bit is turned. */
function encode(sample) {
  const level = Math.min(Math.abs(sample) >> 4, 0x7ff);
  const exponent = Math.max(Math.floor(Math.log2(level || 1)) - 3, 1);
  const code = level < 16 ? level : (exponent << 4) | ((level >> (exponent - 1)) & 0x0f);
  return ((sample < 0 ? 0 : 0x80) | code) ^ 0x55;
}
