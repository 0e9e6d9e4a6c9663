// Tones to send, and the frequency of what arrives (each side sends its own and must hear the other's).

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
  if (!stream || stream.getAudioTracks().length === 0) return 0;
  let analyser = analysers.get(stream);
  if (!analyser) {
    analyser = new AnalyserNode(context(), { fftSize: 8192, smoothingTimeConstant: 0 });
    context().createMediaStreamSource(stream).connect(analyser);
    analysers.set(stream, analyser);
  }
  const spectrum = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(spectrum);
  let peak = 0;
  spectrum.forEach((level, bin) => { if (level > spectrum[peak]) peak = bin; });
  return spectrum[peak] > -60 ? Math.round((peak * context().sampleRate) / analyser.fftSize) : 0;
}
