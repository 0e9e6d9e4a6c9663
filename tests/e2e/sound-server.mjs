// A sound server with a loudspeaker that nobody hears and a microphone that beeps. Without the one Firefox lets every
// AudioContext stand still; to its own pretended microphone it does not show the addresses that it shows to a real one.

import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, startProgram } from "./processes.mjs";

const run = promisify(execFile);

export async function startSoundServer() {
  const folder = await mkdtemp(join(tmpdir(), "bellwire-sound-"));
  const port = await freePort();
  const program = await startProgram("pulseaudio", [
    "-n", "--daemonize=no", "--use-pid-file=no", "--disable-shm=yes", "--exit-idle-time=-1",
    "-L", "module-null-sink", "-L", "module-sine-source frequency=600",
    "-L", `module-native-protocol-tcp listen=127.0.0.1 port=${port} auth-anonymous=1`,
  ], { port, env: { ...process.env, HOME: folder, PULSE_RUNTIME_PATH: folder, PULSE_STATE_PATH: folder } });
  const environment = { PULSE_SERVER: `tcp:127.0.0.1:${port}` };
  const tell = (...words) => run("pactl", words, { env: { ...process.env, ...environment } });
  return {
    /** What a program has to know to play there. */
    environment,
    /** Plugs in another microphone, which beeps at this frequency; returns what pulls it out. */
    async plug(frequency) {
      const beep = [`source_name=beep${frequency}`, `frequency=${frequency}`];
      const { stdout } = await tell("load-module", "module-sine-source", ...beep);
      return () => tell("unload-module", stdout.trim());
    },
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
