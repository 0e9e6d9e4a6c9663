// The peer connections of one phone: where each comes from, and what becomes of them if the core is gone.

import { microphonePermission } from "./permission.js";

/** How long a connection is kept warm; its candidates are those of the network as it was. */
const WARM_MS = 60_000;

/** The browser has made a connection in this page. */
let practised = false;

/**
 * The first connection of a page takes a browser longer than any other. So one is made and thrown away before anybody waits
 * for it; it gathers nothing, and nobody is asked for anything.
 */
export async function rehearse() {
  if (practised || typeof RTCPeerConnection === "undefined") return;
  practised = true;
  const connection = new RTCPeerConnection();
  try {
    await connection.createOffer({ offerToReceiveAudio: true });
  } finally {
    connection.close();
  }
}

/**
 * Makes the connections. One may be kept warm: it gathers its candidates before anybody calls, so that its description
 * is complete at once. Candidates without permission for the microphone are names that no server resolves, and those of
 * TURN servers cost somebody money, so there is none then.
 */
export class Connections {
  #configuration;
  /** @type {Set<RTCPeerConnection>} */
  #open = new Set();
  /** @type {RTCPeerConnection | null} */
  #warm = null;
  /** @type {PermissionStatus | null} */
  #microphone = null;
  #over = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {RTCConfiguration} configuration What each is made with, as it stands at that moment. */
  constructor(configuration) {
    this.#configuration = configuration;
    void microphonePermission(() => this.cool(), { signal: this.#over.signal }).then((it) => (this.#microphone = it));
  }

  /**
   * A connection for a call: the warm one if there is one.
   *
   * @returns {RTCPeerConnection}
   */
  open() {
    const connection = this.#warm ?? this.#make();
    this.#warm = null;
    clearTimeout(this.#timer);
    this.#open.add(connection);
    return connection;
  }

  /** A call is over: lets go of the connections that are closed. */
  sweep() {
    for (const connection of this.#open) {
      if (connection.signalingState === "closed") this.#open.delete(connection);
    }
  }

  /** Somebody will call soon. In a worker there are no connections. */
  warm() {
    if (this.#warm || this.#over.signal.aborted || typeof RTCPeerConnection === "undefined") return;
    if (!this.#mayGather() || this.#usesRelays()) return;
    this.#warm = this.#make();
    this.#timer = setTimeout(() => this.cool(), WARM_MS);
  }

  /** The network or the permission is another than it was. */
  cool() {
    clearTimeout(this.#timer);
    this.#warm?.close();
    this.#warm = null;
  }

  /** There will be no more. */
  stop() {
    this.#over.abort();
    this.cool();
  }

  /**
   * The core is gone, and nobody else ends them: closes all and stops their microphones.
   *
   * @param {Iterable<MediaStream>} provided Whose tracks are the application's.
   */
  abandon(provided) {
    this.stop();
    const theirs = new Set([...provided].flatMap((stream) => stream.getTracks()));
    for (const connection of this.#open) {
      for (const { track } of connection.getSenders()) {
        if (track && !theirs.has(track)) track.stop();
      }
      connection.close();
    }
    this.#open.clear();
  }

  /** While the microphone is being opened, the candidates come already. */
  #make() {
    practised = true;
    const iceCandidatePoolSize = this.#mayGather() ? 1 : 0;
    return new RTCPeerConnection({ ...this.#configuration, iceCandidatePoolSize });
  }

  #mayGather() {
    return this.#microphone?.state === "granted";
  }

  #usesRelays() {
    const { iceServers = [], iceTransportPolicy } = this.#configuration;
    return iceTransportPolicy === "relay" || iceServers.some(({ urls }) => /(^|,)turn/.test(String(urls)));
  }
}
