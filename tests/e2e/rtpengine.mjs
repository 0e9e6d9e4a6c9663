// A relay that translates between the browser's encrypted audio and the plain RTP of other phones.

import { freePort, ownAddress, startProgram } from "./processes.mjs";

export async function startRtpengine() {
  const [control, console] = await Promise.all([freePort(), freePort()]);
  const program = await startProgram("rtpengine", [
    "--config-file=none", "--foreground", "--log-stderr", "--log-level=5", "--no-redis-required",
    "--table=-1", // It has no part in the kernel.
    `--interface=${ownAddress()}`, `--listen-ng=127.0.0.1:${control}`, `--listen-cli=127.0.0.1:${console}`,
  ], { port: console });
  return { control: `udp:127.0.0.1:${control}`, said: program.said, stop: program.stop };
}
