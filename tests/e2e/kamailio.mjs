// A real Kamailio on loopback: ws and wss for browsers, UDP for other phones, digest by MD5 or SHA-256.

import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort, startProgram } from "./processes.mjs";

export const DOMAIN = "bellwire.test";
export const PASSWORD = "secret";
/** What only the server and the site know, who make passwords for visitors of it. */
export const SECRET = "between us";

const CONFIG = fileURLToPath(new URL("kamailio.cfg", import.meta.url));
const run = promisify(execFile);

/** With `rtpengine` it puts that one between browsers and phones by UDP. */
export async function startKamailio({ sha256 = false, rtpengine } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "bellwire-kamailio-"));
  const [udp, ws, wss] = await Promise.all([freePort(), freePort(), freePort()]);
  const [key, certificate, tls] = ["key.pem", "cert.pem", "tls.cfg"].map((name) => join(folder, name));
  await run("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    "-keyout", key, "-out", certificate]);
  await writeFile(tls, `[server:default]\nmethod = TLSv1.2+\nverify_certificate = no\nrequire_certificate = no\n`
    + `private_key = ${key}\ncertificate = ${certificate}\n`);
  const defined = {
    HOST: "127.0.0.1", UDP_PORT: udp, WS_PORT: ws, WSS_PORT: wss,
    DOMAIN: `"${DOMAIN}"`, PASSWORD: `"${PASSWORD}"`, SECRET: `"${SECRET}"`, TLS_CONFIG: `"${tls}"`,
  };
  const defines = Object.entries(defined).flatMap(([name, value]) => ["-A", `${name}=${value}`]);
  if (rtpengine) defines.push("-A", `RTPENGINE="${rtpengine.control}"`);
  if (sha256) defines.push("-A", "SHA256");
  const start = () => startProgram(
    "kamailio",
    ["-f", CONFIG, ...defines, "-DD", "-E", "-m", "64", "-M", "8", "-P", join(folder, "pid"), "-w", folder, "-Y", folder],
    { port: wss },
  );
  let program = await start();
  return {
    ws: `ws://127.0.0.1:${ws}`,
    wss: `wss://127.0.0.1:${wss}`,
    udp: `127.0.0.1:${udp}`,
    said: () => program.said(),
    /** Goes down, and comes back where it was when `meanwhile` is over. It has forgotten everybody. */
    async restart(meanwhile) {
      await program.stop();
      await meanwhile();
      program = await start();
    },
    async stop() {
      await program.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
