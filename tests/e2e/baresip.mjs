// A phone with plain RTP that nobody here wrote: baresip, told what to do over its control port.

import { EventEmitter, once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DOMAIN, PASSWORD } from "./kamailio.mjs";
import { freePort, startProgram } from "./processes.mjs";
import { endsWith } from "./spectrum.mjs";
import { PATIENCE, until } from "./until.mjs";

const MODULES = ["g711", "opus", "ausine", "aubridge", "sndfile"];
const APPLICATIONS = ["account", "menu", "ctrl_tcp"];

/** Starts it as this user of a server, who is registered then and sends this frequency. */
export async function startBaresip({ server, user, frequency }) {
  const folder = await mkdtemp(join(tmpdir(), "bellwire-baresip-"));
  const [sip, control] = await Promise.all([freePort(), freePort()]);
  await writeFile(join(folder, "config"), [
    `sip_listen 127.0.0.1:${sip}`, "net_interface 127.0.0.1", "poll_method epoll", "call_max_calls 4",
    `audio_source ausine,${frequency}`, "audio_player aubridge,nil", "audio_alert aubridge,nil",
    "ausrc_srate 48000", "auplay_srate 48000", "ausrc_channels 2", "auplay_channels 1",
    "module_path /usr/lib/baresip/modules", `snd_path ${folder}`, `ctrl_tcp_listen 127.0.0.1:${control}`,
    ...MODULES.map((name) => `module ${name}.so`), ...APPLICATIONS.map((name) => `module_app ${name}.so`), "",
  ].join("\n"));
  // It is told of its user when we can hear how that one registers.
  await writeFile(join(folder, "accounts"), "");
  const program = await startProgram("baresip", ["-f", folder], { port: control });
  const baresip = new Baresip({ program, folder, frequency, socket: connect(control, "127.0.0.1") });
  try {
    await baresip.do("uanew", `<sip:${user}@${DOMAIN};transport=udp>;auth_user=${user};auth_pass=${PASSWORD};`
      + `outbound="sip:${server};transport=udp";regint=300;audio_codecs=opus/48000/2,pcmu,pcma`);
    await baresip.seen("REGISTER_OK");
    return baresip;
  } catch (error) {
    await baresip.stop();
    throw error;
  }
}

class Baresip {
  #program;
  #folder;
  #frequency;
  #socket;
  #events = [];
  #responses = [];
  #arrival = new EventEmitter();
  #rest = Buffer.alloc(0);

  constructor({ program, folder, frequency, socket }) {
    this.#program = program;
    this.#folder = folder;
    this.#frequency = frequency;
    this.#socket = socket;
    socket.on("data", (chunk) => this.#receive(chunk));
  }

  /** Has it do something (`dial`, `accept`, `hangup`, `hold`, `resume`). */
  async do(command, params = "") {
    this.#socket.write(netstring(JSON.stringify({ command, params })));
    const { ok, data } = await this.#take(this.#responses, command, () => true);
    if (!ok) throw new Error(`baresip refuses ${command}: ${data}`);
  }

  /** Waits for an event of this type, and forgets what came before it. */
  seen(type) {
    return this.#take(this.#events, type, (event) => event.type === type);
  }

  /** Waits until this frequency dominates in what it hears and records, and its own is not in it. */
  async hears(frequency) {
    await until(() => this.#records(frequency), PATIENCE).catch(({ message }) => {
      throw new Error(`${message}: baresip should hear ${frequency} Hz`);
    });
  }

  /** Waits for the end of the call, and for the reason that it gives. */
  async closed() {
    const { param } = await this.seen("CALL_CLOSED");
    for (const path of await this.#recordings()) await rm(path);
    return param;
  }

  async stop() {
    this.#socket.destroy();
    await this.#program.stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #records(frequency) {
    const [path] = await this.#recordings("-dec.wav");
    return path && endsWith(path, frequency, this.#frequency);
  }

  async #recordings(ending = ".wav") {
    const names = await readdir(this.#folder);
    return names.filter((name) => name.endsWith(ending)).map((name) => join(this.#folder, name));
  }

  async #take(arrived, what, fits) {
    const signal = AbortSignal.timeout(PATIENCE);
    for (;;) {
      const at = arrived.findIndex(fits);
      if (at >= 0) return arrived.splice(0, at + 1).at(-1);
      await once(this.#arrival, "message", { signal }).catch((cause) => {
        throw new Error(`waited ${PATIENCE} ms for baresip's ${what}. It said:\n${this.#program.said()}`, { cause });
      });
    }
  }

  /** Messages come as netstrings, cut anywhere. */
  #receive(chunk) {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const colon = this.#rest.indexOf(":");
      const end = colon + 1 + Number(this.#rest.subarray(0, colon));
      if (colon < 0 || this.#rest.length <= end) return;
      const message = JSON.parse(this.#rest.subarray(colon + 1, end));
      (message.response ? this.#responses : this.#events).push(message);
      this.#rest = this.#rest.subarray(end + 1);
      this.#arrival.emit("message");
    }
  }
}

const netstring = (text) => `${Buffer.byteLength(text)}:${text},`;
