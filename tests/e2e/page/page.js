// What the end-to-end tests do inside a page: they use the package as anybody would, and listen to what
// arrives.

import { Phone } from "/bellwire/index.js";
import { lacks, loudest, tone } from "./sound.js";

const remote = /** @type {HTMLAudioElement} */ (document.getElementById("remote"));
let phone;
let starting;
const calls = [];
const log = [];

/** An error as data. */
function plain(error) {
  return { name: error.name, kind: error.kind, status: error.status, message: error.message };
}

/** How an action ended, whether it throws or rejects. */
const outcome = (action) =>
  Promise.resolve().then(action).then((value) => ({ value }), (error) => ({ error: plain(error) }));

/** What to send: a tone of this frequency, `null` for the microphone, or what the package itself takes. */
const audio = (wish) => (typeof wish === "number" ? given(tone(wish)) : (wish ?? true));

/** The tracks of the application that calls were given. */
const ours = [];
function given(stream) {
  ours.push(...stream.getTracks());
  return stream;
}

/** Tells who waits in `seen` that the log has grown. */
const grown = new EventTarget();

globalThis.test = {
  log,

  /**
   * Makes a phone, and listens to it; `takesCalls: false` leaves out the listener for incoming calls, `gives` are the
   * answers when it asks for credentials, one after another, `servers` those when it asks for ICE servers (`"never"` for
   * none at all).
   */
  make: (options, { takesCalls = true, gives, servers } = {}) => outcome(() => {
    const iceServers = async () => {
      log.push({ type: "serversAsked" });
      grown.dispatchEvent(new Event("grown"));
      return servers === "never" ? new Promise(() => {}) : servers.shift();
    };
    const credentials = async (challenge) => {
      log.push({ type: "asked", ...challenge });
      return gives.shift();
    };
    phone = new Phone({ ...options, ...(gives && { credentials }), ...(servers && { iceServers }) });
    const types = ["link", "registered", "refreshfailed", "unregistered", "warning", "challengerefused", "notify", "trace"];
    for (const type of types) {
      phone.addEventListener(type, (event) => {
        const { state, error, retryIn, text, sent, expires, left, realm, body } = event;
        log.push({ type, state, retryIn, text, sent, expires, left, realm, body, error: error && plain(error) });
        grown.dispatchEvent(new Event("grown"));
      });
    }
    if (takesCalls) phone.addEventListener("call", ({ call }) => calls.push(call));
  }),

  /** Starts the phone; says how that ended, and with options makes it first. */
  async start(options, extras) {
    const made = options ? await globalThis.test.make(options, extras) : {};
    if (made.error) return made;
    starting = outcome(() => phone.start());
    return starting;
  },

  /** How the last `start` ended. */
  started: () => starting,

  /** Waits until the log has an entry with all these fields, and returns the first. */
  async seen(fields) {
    const fits = (entry) => Object.entries(fields).every(([name, value]) => entry[name] === value);
    while (!log.some(fits)) {
      await new Promise((resolve) => grown.addEventListener("grown", resolve, { once: true }));
    }
    return log.find(fits);
  },

  close: () => phone.close(),

  /** Calls somebody; see `audio` for what is sent. */
  call: (target, wish, offer) => outcome(() => {
    const call = phone.call(target, { audio: audio(wish), offer });
    call.attach(remote);
    calls.push(call);
  }),

  /** Waits for the next incoming call. */
  async ring() {
    const here = calls.find((call) => call.direction === "incoming" && call.state !== "ended");
    const call = here ?? (await new Promise((resolve) => {
      phone.addEventListener("call", ({ call }) => resolve(call), { once: true });
    }));
    return { name: call.remote.name, uri: call.remote.uri, user: call.remote.user };
  },

  /** Answers the last call; see `audio` for what is sent. */
  answer: (wish) => outcome(() => {
    const call = calls.at(-1);
    call.attach(remote);
    return call.answer({ audio: audio(wish) });
  }),

  /** Goes on with the call before this one. */
  goBack() {
    calls.pop();
    calls.at(-1).attach(remote);
  },

  decline: (options) => outcome(async () => calls.at(-1).decline(options)),
  hangUp: () => calls.at(-1).hangUp(),
  sendTones: (tones) => outcome(() => calls.at(-1).sendTones(tones)),
  answered: () => outcome(() => calls.at(-1).answered),
  state: () => calls.at(-1).state,
  ringing: () => calls.at(-1).ringing,
  remoteHold: () => calls.at(-1).remoteHold,
  mute: () => calls.at(-1).mute(),
  unmute: () => calls.at(-1).unmute(),
  muted: () => calls.at(-1).muted,
  devices: () => phone.devices(),
  useMicrophone: (id) => outcome(() => calls.at(-1).useMicrophone(id)),
  useSpeaker: (id) => outcome(() => calls.at(-1).useSpeaker(id)),

  /** The name of what the call sends, as a person reads it. */
  sends: () => calls.at(-1).peer.getSenders().map(({ track }) => track?.label).join(),

  /** What became of the tracks that calls were given, and whether the call sends the last of them itself. */
  given: () => ({
    tracks: ours.map(({ readyState, enabled }) => [readyState, enabled]),
    sent: calls.at(-1).peer?.getSenders().some(({ track }) => track === ours.at(-1)),
  }),

  /** A second peer of the browser's own, which the test puts at the other end of the wire: it sends this frequency. */
  far: {
    peer: new RTCPeerConnection(),
    /** Begins again, as one that has heard of nothing. */
    renew() {
      this.peer.close();
      this.peer = new RTCPeerConnection();
    },
    async send(frequency) {
      for (const track of tone(frequency).getTracks()) this.peer.addTrack(track);
    },
    async offer(kinds) {
      for (const kind of kinds) this.peer.addTransceiver(kind);
      await this.peer.setLocalDescription();
      return this.gathered();
    },
    async answer(sdp) {
      await this.peer.setRemoteDescription({ type: "offer", sdp });
      await this.peer.setLocalDescription();
      return this.gathered();
    },
    take: (sdp) => globalThis.test.far.peer.setRemoteDescription({ type: "answer", sdp }),
    ears: Object.assign(new Audio(), { muted: true }),
    /** The frequency that dominates what arrives there, or 0 while there is none. */
    hears() {
      const [arriving] = this.peer.getReceivers().map(({ track }) => track);
      if (this.ears.srcObject?.getTracks()[0] !== arriving) {
        this.ears.srcObject = new MediaStream([arriving]);
        void this.ears.play(); // Without it, Chromium decodes nothing.
      }
      return loudest(this.ears.srcObject);
    },
    /** How many packets have arrived there. */
    async packets() {
      const stats = [...(await this.peer.getStats()).values()];
      return stats.find(({ type }) => type === "inbound-rtp")?.packetsReceived ?? 0;
    },
    hold(direction) {
      for (const transceiver of this.peer.getTransceivers()) transceiver.direction = direction;
    },
    async gathered() {
      while (this.peer.iceGatheringState !== "complete") {
        await new Promise((resolve) => {
          this.peer.addEventListener("icegatheringstatechange", resolve, { once: true });
        });
      }
      return this.peer.localDescription.sdp;
    },
  },

  /** Does it at the far end. */
  atFarEnd: (action, ...values) => globalThis.test.far[action](...values),

  /** Waits until the other side rings. */
  async rings() {
    const call = calls.at(-1);
    while (call.ringing === "none" && call.state !== "ended") {
      await new Promise((resolve) => {
        call.addEventListener("progress", resolve, { once: true });
        call.addEventListener("ended", resolve, { once: true });
      });
    }
    return call.ringing;
  },

  async ended() {
    const { by, status, error } = await calls.at(-1).ended;
    return { by, status, error: error ? plain(error) : undefined };
  },

  /** The frequency that dominates what the other side sends, or 0 while there is none. */
  hears: () => loudest(remote.srcObject),

  /** The other side is played now. */
  plays: () => !remote.paused && remote.currentTime > 0,

  /** Nothing of this frequency is in it; nothing is asked of none. */
  lacks: (frequency) => frequency === undefined || lacks(remote.srcObject, frequency),

  /** Every track that was opened here for a microphone is stopped. */
  microphones: () => opened.flatMap((stream) => stream.getTracks()).map((track) => track.readyState),

  /** What the call's connection was made with. */
  configuration: () => calls.at(-1).peer?.getConfiguration(),

  /** What the call's connection goes over: the type of our candidate, how it reaches its relay, and the type of theirs. */
  async pair() {
    const stats = await calls.at(-1).peer.getStats();
    const used = [...stats.values()].find(({ type, nominated, state }) =>
      type === "candidate-pair" && nominated && state === "succeeded");
    const [ours, theirs] = [used.localCandidateId, used.remoteCandidateId].map((id) => stats.get(id));
    return [ours.candidateType, ours.relayProtocol, theirs.candidateType];
  },

  /** The phone and its calls themselves, for what a test does in a listener. */
  parts: () => ({ phone, calls }),

  /** The state of the call's connection. */
  connection: () => calls.at(-1).peer?.connectionState,
};

const opened = [];
if (navigator.mediaDevices) {
  const original = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (constraints) => {
    const stream = await original(constraints);
    opened.push(stream);
    return stream;
  };
}

document.documentElement.dataset.ready = "yes";
