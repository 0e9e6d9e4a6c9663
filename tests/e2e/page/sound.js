// Tones to send, and the frequency of what arrives (each side sends its own and must hear the other's).

/** What is fainter than the loudest by this much, in decibels, is not there. */
const FAINT = 30;

let shared;
const context = () => (shared ??= new AudioContext());

/** A stream of one sine. */
export function tone(frequency) {
  const oscillator = new OscillatorNode(context(), { frequency });
  const destination = context().createMediaStreamDestination();
  oscillator.connect(destination);
  oscillator.start();
  return destination.stream;
}

const analysers = new WeakMap();

/** The frequency with the most energy, well above everything else; 0 if there is none. */
export function loudest(stream) {
  const { levels, width } = spectrum(stream);
  const peak = levels.indexOf(Math.max(...levels));
  return levels[peak] > -60 ? Math.round(peak * width) : 0;
}

/** Whether this frequency is not in it. */
export function lacks(stream, frequency) {
  const { levels, width } = spectrum(stream);
  const nearest = Math.round(frequency / width);
  return Math.max(...levels.slice(nearest - 1, nearest + 2)) < Math.max(...levels) - FAINT;
}

/** The level of each band of frequencies, in decibels, and how wide a band is. */
function spectrum(stream) {
  // A call may have a fresh connection, whose track comes beside one that has ended.
  const track = stream?.getAudioTracks().findLast(({ readyState }) => readyState === "live");
  if (!track) return { levels: [-Infinity], width: 0 };
  let analyser = analysers.get(track);
  if (!analyser) {
    analyser = new AnalyserNode(context(), { fftSize: 8192, smoothingTimeConstant: 0 });
    context().createMediaStreamSource(new MediaStream([track])).connect(analyser);
    analysers.set(track, analyser);
  }
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  return { levels: [...levels], width: context().sampleRate / analyser.fftSize };
}
