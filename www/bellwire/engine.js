import { Connections } from "./connections.js";
import { configurationError, crashed } from "./errors.js";
import { IceServers } from "./ice-servers.js";
import { crash, onCrash } from "./load.js";
import { coreConfig } from "./options.js";
import { Sockets } from "./sockets.js";

/** @typedef {import("./core-events.js").Command} Command */
/** @typedef {import("./core-events.js").CoreEvent} CoreEvent */
/** @typedef {import("./core-events.js").CoreModule} CoreModule */
/** @typedef {import("./core-events.js").MediaHost} MediaHost */
/** @typedef {import("./core-events.js").MisuseKind} MisuseKind */
/** @typedef {import("./core-events.js").NetworkState} NetworkState */
/** @typedef {import("./core-events.js").Trace} Trace */
/** @typedef {import("./errors.js").SipError} SipError */
/** @typedef {import("./options.js").PhoneOptions} PhoneOptions */

/**
 * The page's side of a call's media: its connection, what it hears, and what it sends.
 *
 * @typedef {Pick<MediaHost, "connection" | "remote" | "mute" | "useMicrophone">} EngineMedia
 */

/** @typedef {PhoneOptions & { instance?: string | undefined }} EngineOptions */

/**
 * Whom the engine tells.
 *
 * @typedef {object} EngineSink
 * @property {(event: CoreEvent) => void} event
 * @property {(trace: Trace) => void} trace
 * @property {(error: SipError) => void} crashed The core is gone, and this engine with it.
 */

/**
 * How well the realms of each account were answered, as long as this page lives: whoever starts again is not talked into
 * something weaker. Never stored.
 *
 * @type {Map<string, string>}
 */
const memories = new Map();

/** @param {string} account Of which nothing is to be remembered. */
export const forgetMemory = (account) => void memories.delete(account);

/** The core and the media host, wired to each other. */
export class Engine {
  #core;
  #media;
  #connections;
  #forgetCrash;
  /** @type {Map<number, MediaStream>} */
  #provided = new Map();
  #module;
  #account;
  #ice;
  #sink;

  /**
   * Throws a SipError of kind `configuration` when the core refuses an option.
   *
   * @param {CoreModule} module
   * @param {EngineOptions} options
   * @param {EngineSink} sink
   */
  constructor(module, options, sink) {
    this.#module = module;
    this.#account = options.account;
    this.#sink = sink;
    const sockets = new Sockets();
    const connect = (/** @type {string} */ url, /** @type {string} */ subprotocol) => sockets.open(url, subprotocol);
    this.#core = newCore(module, options, connect, (message) => this.#take(message));
    this.#ice = new IceServers(options);
    const connections = new Connections(this.#ice.configuration);
    this.#connections = connections;
    this.#media = new module.MediaHost(
      () => connections.open(),
      (peer, reply) => this.#guard(() => this.#core.media(peer, reply)),
    );
    this.#forgetCrash = onCrash((error) => {
      this.#ice.stop();
      connections.abandon(this.#provided.values());
      sockets.abandon();
      sink.crashed(error);
    });
  }

  /**
   * @param {Command} command
   * @returns {MisuseKind | undefined} why the core refuses it
   */
  command(command) {
    return this.#guard(() => this.#core.command(command));
  }

  /**
   * @param {string} target
   * @returns {MisuseKind | undefined} why this is nothing to call
   */
  checkTarget(target) {
    return this.#guard(() => this.#module.checkTarget(target, this.#account));
  }

  /** Somebody will call soon. A connection is warmed with its servers, never with those of an earlier call. */
  prepare() {
    if (this.#ice.stand) this.#connections.warm();
  }

  /** @param {NetworkState} state */
  network(state) {
    this.#connections.cool();
    this.#guard(() => this.#core.network(state));
  }

  /** @returns {EngineMedia} */
  get media() {
    return this.#media;
  }

  /**
   * What the call is to send.
   *
   * @param {number} call
   * @param {import("./options.js").Sound} audio
   */
  choose(call, { microphone, stream }) {
    if (stream) this.#provided.set(call, stream);
    this.#media.choose(call, stream ?? microphone, stream !== undefined);
  }

  /**
   * The call is over.
   *
   * @param {number} call
   */
  forget(call) {
    this.#provided.delete(call);
    this.#guard(() => this.#media.forget(call));
    this.#connections.sweep();
  }

  free() {
    this.#forgetCrash();
    this.#ice.stop();
    this.#connections.stop();
    this.#guard(() => {
      memories.set(this.#account, this.#core.memory());
      this.#core.free();
      this.#media.free();
    });
  }

  /** @param {import("./core-events.js").CoreMessage} message */
  #take(message) {
    switch (message.kind) {
      case "event":
        return this.#sink.event(message.event);
      case "trace":
        return this.#sink.trace(message.trace);
      case "media":
        return this.#ice.pass(message, ({ call, peer, request }) =>
          this.#guard(() => this.#media.handle(call, peer, request)),
        );
    }
  }

  /**
   * A trap in wasm leaves the core unusable: that is said once, to everybody in the page.
   *
   * @template T
   * @param {() => T} action
   * @returns {T}
   */
  #guard(action) {
    try {
      return action();
    } catch (cause) {
      if (!(cause instanceof WebAssembly.RuntimeError)) throw cause;
      const error = crashed(cause);
      crash(error);
      throw error;
    }
  }
}

/**
 * @param {CoreModule} module
 * @param {EngineOptions} options
 * @param {import("./core-events.js").Connect} connect
 * @param {(message: import("./core-events.js").CoreMessage) => void} emit
 */
function newCore(module, options, connect, emit) {
  try {
    return new module.Core({ ...coreConfig(options), memory: memories.get(options.account) }, connect, emit);
  } catch (cause) {
    if (cause instanceof WebAssembly.RuntimeError) throw crashed(cause);
    const { option, problem } = /** @type {{ option?: string, problem?: string }} */ (cause);
    if (option === undefined || problem === undefined) throw cause;
    throw configurationError(option, problem);
  }
}
