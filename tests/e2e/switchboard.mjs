// The demo's own server, as `cargo xtask demo` starts it.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, startProgram } from "./processes.mjs";
import { until } from "./until.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILD_LIMIT_MS = 600_000;

/** How long a line may be waited for: longer than a call without media is kept. */
const PATIENCE_MS = 60_000;

/** Starts it; `port` is for one that comes back where it was. */
export async function startSwitchboard({ port } = {}) {
  const program = await build();
  port ??= await freePort();
  const args = ["--www", `${ROOT}www`, "--listen", `127.0.0.1:${port}`];
  const { said, stop } = await startProgram(program, args, { port });
  return {
    demo: `http://127.0.0.1:${port}/demo/`,
    ws: `ws://127.0.0.1:${port}/sip`,
    port,
    /** Waits until a line after the first `from` letters of its log ends so; returns how long the log is then. */
    async logs(end, from = 0) {
      const isThere = () => said().slice(from).split("\n").some((line) => line.endsWith(end));
      await until(isThere, PATIENCE_MS).catch(({ message }) => {
        throw new Error(`${message} for "${end}". It said:\n${said()}`);
      });
      return said().length;
    },
    said,
    stop,
  };
}

/** Builds the program, which takes no time where it is built, and returns its path. */
async function build() {
  const args = ["build", "--package", "switchboard", "--message-format", "json-render-diagnostics"];
  const settings = { cwd: ROOT, timeout: BUILD_LIMIT_MS, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)("cargo", args, settings);
  const built = stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line));
  return built.find(({ executable }) => executable).executable;
}
