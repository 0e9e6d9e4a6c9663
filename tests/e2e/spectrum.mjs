// The frequencies in a recording.

import { readFile } from "node:fs/promises";

/** What is fainter than the loudest by this much, in decibels, is not there. */
const FAINT = 30;

const [LOWEST, HIGHEST, STEP] = [200, 2_000, 5];

/** How long the header of such a file is. */
const HEADER_LENGTH = 44;

/** Whether the end of a WAV file of 16 bits is this frequency and lacks another; it may be growing still. */
export async function endsWith(path, frequency, absent) {
  const bytes = await readFile(path);
  if (bytes.length < HEADER_LENGTH) return false; // It was made this moment.
  const { rate, samples } = readEnd(bytes);
  let loudest = { frequency: 0, power: 0 };
  for (let candidate = LOWEST; candidate <= HIGHEST; candidate += STEP) {
    const found = power(samples, candidate / rate);
    if (found > loudest.power) loudest = { frequency: candidate, power: found };
  }
  const fainter = loudest.power / power(samples, absent / rate);
  return Math.abs(loudest.frequency - frequency) <= STEP && fainter > 10 ** (FAINT / 10);
}

/** How strong a frequency is, in turns a sample (Goertzel). */
function power(samples, turns) {
  const coefficient = 2 * Math.cos(2 * Math.PI * turns);
  let [last, before] = [0, 0];
  for (const sample of samples) [last, before] = [sample + coefficient * last - before, last];
  return last ** 2 + before ** 2 - coefficient * last * before;
}

/** The first channel of the last fifth of a second, faded in and out, so that a loud frequency is one and not many. */
function readEnd(bytes) {
  const [channels, rate] = [bytes.readUInt16LE(22), bytes.readUInt32LE(24)];
  const start = bytes.indexOf("data") + 8;
  const frame = 2 * channels;
  const frames = Math.floor((bytes.length - start) / frame);
  const wanted = Math.floor(rate / 5);
  const samples = Array(wanted).fill(0);
  for (let index = Math.max(0, frames - wanted); index < frames; index += 1) {
    const at = index - frames + wanted;
    samples[at] = bytes.readInt16LE(start + index * frame) * Math.sin((Math.PI * at) / wanted) ** 2;
  }
  return { rate, samples };
}
