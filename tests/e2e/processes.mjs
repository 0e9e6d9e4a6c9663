// Processes and ports of a test: started on free loopback ports, stopped by their process id.

import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { createServer, connect } from "node:net";
import { networkInterfaces } from "node:os";
import { listen } from "../loopback.mjs";

/** An address of this machine that is not loopback, for media: Firefox has no candidate on loopback. */
export function ownAddress() {
  const own = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal);
  if (!own) throw new Error("this machine has no IPv4 address but loopback, and Firefox makes no candidate there");
  return own.address;
}

/** A port that was free a moment ago. */
export async function freePort() {
  const { port, stop } = await listen(createServer());
  await stop();
  return port;
}

/** What the environment of a program, and so that of its children, has of it. */
const MARK = "BELLWIRE_PROGRAM";

/**
 * Ends what a program left behind: Kamailio, stopped while it still makes its children, goes without the last of them. They
 * would keep its ports, and the pipes that this process waits for.
 */
async function endOrphans(mark) {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  await Promise.all(pids.map(async (pid) => {
    try {
      const environment = await readFile(`/proc/${pid}/environ`, "utf8");
      if (environment.includes(`${MARK}=${mark}\0`)) process.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended by itself, or is nobody's business.
    }
  }));
}

/** Starts a program, keeps what it says, and waits until `port` accepts or `deadline` passes. */
export async function startProgram(command, args, { port, deadline = 60_000, env = process.env, ...options }) {
  const mark = randomUUID();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...env, [MARK]: mark }, ...options });
  let said = "";
  const keep = (chunk) => { said = (said + chunk).slice(-20_000); };
  child.stdout.on("data", keep);
  child.stderr.on("data", keep);
  const gone = once(child, "exit").then(([code]) => code);
  child.on("error", (error) => keep(String(error)));
  const started = performance.now();
  while (!(await accepts(port))) {
    if (child.exitCode !== null || performance.now() - started > deadline) {
      child.kill("SIGKILL");
      throw new Error(`${command} did not listen on port ${port}. It said:\n${said}`);
    }
  }
  return {
    said: () => said,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      // Killed, it could not end its own children, and they would keep its ports.
      const hard = setTimeout(() => child.kill("SIGKILL"), 30_000);
      await gone;
      clearTimeout(hard);
      await endOrphans(mark);
    },
  };
}

/** One try to connect; a refusal comes after a short breath, so that a caller may loop. */
function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const done = (result) => { socket.destroy(); resolve(result); };
    socket.once("connect", () => done(true));
    socket.once("error", () => setTimeout(done, 50, false));
  });
}
