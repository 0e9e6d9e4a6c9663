// A phone with plain RTP that knows G.711 only and that nobody here wrote: sipp, which plays a scenario step by step.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { alaw } from "./g711.mjs";
import { freePort } from "./processes.mjs";
import { stepsOf } from "./sipp-steps.mjs";

/** How long a scenario may take. */
const PATIENCE_S = 30;

/** Registers this user of a server, whose tone is of this frequency. */
export async function startSipp({ server, user, frequency }) {
  const folder = await mkdtemp(join(tmpdir(), "bellwire-sipp-"));
  await writeFile(join(folder, "tone"), alaw(frequency));
  const sipp = new Sipp({ folder, server, user, port: await freePort() });
  await sipp.play(sipp.steps.register());
  return sipp;
}

class Sipp {
  #folder;
  #server;
  #port;
  #running = new Set();

  constructor({ folder, server, user, port }) {
    this.#folder = folder;
    this.#server = server;
    this.#port = port;
    this.steps = stepsOf(user, join(folder, "tone"));
  }

  /** Plays these steps, and resolves when all have happened. A server repeats what came before it was ready. */
  play(...steps) {
    return this.#run(steps, []);
  }

  /** The same, and sends back what it hears at `ECHO`. */
  echo(...steps) {
    return this.#run(steps, ["-rtp_echo"]);
  }

  async #run(steps, settings) {
    const scenario = join(this.#folder, "scenario.xml");
    await writeFile(scenario, `<?xml version="1.0"?>\n<scenario>\n${steps.flat(2).join("")}</scenario>\n`);
    const child = spawn("sipp", [
      this.#server, "-sf", scenario, "-m", "1", "-nostdin", "-trace_err", ...settings,
      "-i", "127.0.0.1", "-p", `${this.#port}`, "-mp", `${await freePort()}`,
      "-timeout", `${PATIENCE_S}s`, "-timeout_error",
    ], { cwd: this.#folder, stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => { said += chunk; });
    }
    this.#running.add(child);
    const [code] = await once(child, "exit");
    this.#running.delete(child);
    if (code !== 0) throw new Error(`sipp did not come to the end of its scenario. It said:\n${said.split("Test Terminated")[0]}`);
  }

  /** Ends what is played. */
  async interrupt() {
    await Promise.all([...this.#running].map((child) => {
      child.kill("SIGKILL");
      return once(child, "exit");
    }));
  }

  async stop() {
    await this.interrupt();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
