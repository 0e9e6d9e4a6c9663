// A TURN server: coturn, for browsers that may not show their own addresses.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DOMAIN } from "./kamailio.mjs";
import { freePort, ownAddress, startProgram } from "./processes.mjs";

const USER = { username: "relayed", credential: "secret" };

export async function startTurn() {
  const folder = await mkdtemp(join(tmpdir(), "bellwire-turn-"));
  const [address, port] = [ownAddress(), await freePort()];
  const program = await startProgram("turnserver", [
    "-n", "--log-file=stdout", "--simple-log", `--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "users")}`,
    `--listening-ip=${address}`, "--listening-ip=127.0.0.1", `--listening-port=${port}`, `--relay-ip=${address}`,
    "--no-tls", "--no-dtls", "--no-cli", "--lt-cred-mech", `--realm=${DOMAIN}`,
    `--user=${USER.username}:${USER.credential}`,
  ], { port, cwd: folder });
  return {
    /** The RTCIceServer for a browser that reaches it by `udp` or `tcp`. */
    server: (transport) => ({ urls: `turn:${address}:${port}?transport=${transport}`, ...USER }),
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
