// What crosses from the wasm core: plain data. A Rust test writes everything the core can say, and `tsc` must
// accept it.

/**
 * What the core may leave out.
 *
 * @template T
 * @typedef {T | undefined} Optional
 */

/** @typedef {"connecting" | "open" | "lost"} LinkState */

/**
 * Who makes the ringback tone: nobody yet, this page, or the network by early media.
 *
 * @typedef {"none" | "local" | "network"} Ringing
 */

/**
 * Who ended a call: this page, the other side, or a failure on the way.
 *
 * @typedef {"local" | "remote" | "network"} EndedBy
 */

/**
 * @typedef {"unreachable" | "subprotocol" | "transport" | "maybeTooLarge" | "timeout" | "credentials"
 *   | "unsupportedChallenge" | "weakerChallenge" | "foreignRealm" | "staleForEver" | "unprovenServer" | "forbidden"
 *   | "notFound" | "unavailable" | "busy" | "declined" | "cancelled" | "answeredElsewhere" | "redirected"
 *   | "incompatible"
 *   | "notWebrtc" | "server" | "protocol" | "microphoneDenied" | "microphoneBlocked" | "microphoneMissing"
 *   | "microphoneBusy" | "insecurePage" | "microphoneLost" | "noTones" | "media"} FailureKind
 */

/**
 * What the caller did wrong; nothing was sent.
 *
 * @typedef {"noSuchCall" | "nameTaken" | "wrongState" | "target" | "insecure" | "notStarted" | "illegalText"
 *   | "tones"} MisuseKind
 */

/**
 * @typedef {object} Failure
 * @property {FailureKind} kind
 * @property {number} [status]
 * @property {string} reason
 * @property {number} [retryAfter]
 * @property {string} [warning]
 * @property {string} [causes]
 * @property {string} [errorInfo] A space between two.
 * @property {string} [contacts] A space between two.
 */

/**
 * @typedef {object} Party
 * @property {string} [name]
 * @property {string} uri
 * @property {string} [user]
 */

/** @typedef {{ state: LinkState, failure?: Failure, retryIn?: number }} LinkFacts */
/** @typedef {{ type: "link" } & LinkFacts} LinkChanged */
/** @typedef {{ type: "registered", expires: number, confirmed: boolean }} Registered */
/** @typedef {{ type: "refreshFailed", failure: Failure, left: number }} RefreshFailed */
/** @typedef {{ type: "unregistered", failure?: Failure, retrying: boolean }} Unregistered */
/** @typedef {{ type: "warning", failure: Failure }} Warning */
/**
 * What a caller says of the call, each header as it stands.
 *
 * @typedef {object} About
 * @property {string} [alertInfo] How it should ring.
 * @property {string} [callInfo] A picture, a card, a page of the caller.
 * @property {string} [subject] What it is about.
 * @property {string} [priority] How urgent it is: `emergency`, `urgent`, `normal` or `non-urgent`.
 * @property {string} [inReplyTo] The calls that it answers.
 * @property {string} [organization] Where the caller belongs.
 */

/** @typedef {{ type: "incoming", call: number, from: Party, to: Party, about: About }} Incoming */
/**
 * @typedef {{ type: "progress", call: number, status: number, reason: string, ringing: Ringing }} Progress
 */
/** @typedef {"MD5" | "SHA-256" | "SHA-512-256"} Algorithm */
/** @typedef {{ realm: string, algorithm: Algorithm, refused: boolean, call?: number }} ChallengeFacts */
/** @typedef {{ type: "needCredentials", ask: number } & ChallengeFacts} NeedCredentials */
/** @typedef {{ type: "challengeRefused", realm: string, failure: Failure, call?: number }} ChallengeRefused */
/** @typedef {{ type: "answered", call: number }} Answered */
/** @typedef {{ type: "answerFailed", call: number, failure: Failure }} AnswerFailed */
/** @typedef {{ type: "media", call: number, state: RTCPeerConnectionState }} MediaChanged */
/** @typedef {{ type: "remoteHold", call: number, held: boolean }} RemoteHold */
/** @typedef {{ type: "tone", call: number, tone: string }} Tone */
/** @typedef {{ type: "mediaTrouble", call: number, failure: Failure }} MediaTrouble */
/** @typedef {{ type: "notify", package: string, contentType: string, body: string }} Notify */
/** @typedef {{ type: "ended", call: number, by: EndedBy, failure?: Failure }} Ended */

/**
 * What concerns one existing call.
 *
 * @typedef {Progress | Answered | AnswerFailed | MediaChanged | RemoteHold | Tone | MediaTrouble | Ended} CoreCallEvent
 */

/**
 * Everything the core tells the application, numbered from 1 without a gap.
 *
 * @typedef {NeedCredentials | ChallengeRefused} LoginEvent
 * @typedef {LinkChanged | Registered | RefreshFailed | Unregistered | Warning | Notify} ServerEvent
 * @typedef {ServerEvent | Incoming | LoginEvent | CoreCallEvent} AnyEvent
 * @typedef {{ seq: number } & AnyEvent} CoreEvent
 */

/**
 * One message on the wire, secrets blanked; or what the browser has of a description that was mended on
 * its way, or that stood in an earlier message than it should have.
 *
 * @typedef {{ at: number, sent: boolean, text: string }} Trace
 */

/**
 * @typedef {{ kind: "event", event: CoreEvent }
 *   | { kind: "media", call: number, peer: number, request: { type: string } }
 *   | { kind: "trace", trace: Trace }} CoreMessage
 */

/**
 * @typedef {{ type: "start" } | { type: "close" }
 *   | { type: "call", call: number, target: string, audio: AudioWish, expires?: number, lateOffer: boolean }
 *   | { type: "answer", call: number, audio: AudioWish }
 *   | { type: "decline", call: number, manner: Manner }
 *   | { type: "redirect", call: number, target: string }
 *   | { type: "sendTones", call: number, tones: string }
 *   | { type: "hangUp", call: number }
 *   | { type: "credentials", ask: number, username?: string, password?: string, ha1?: object }
 *   | { type: "forgetAuth" }} Command
 */

/**
 * How an incoming call is refused: not on this device (486), nowhere (603), nobody is here to decide (480).
 *
 * @typedef {"busy" | "everywhere" | "unavailable"} Manner
 */

/** @typedef {"sendrecv" | "recvonly"} AudioWish */

/**
 * Which microphone, in the words of `getUserMedia`: any, or a certain one.
 *
 * @typedef {true | { deviceId: { exact: string } }} Microphone
 */

/** @typedef {"online" | "offline" | "resumed"} NetworkState */

/**
 * The user agent in wasm. It never emits inside the call that caused the message.
 *
 * @typedef {object} Core
 * @property {(command: Command) => MisuseKind | undefined} command
 * @property {(peer: number, reply: object) => void} media
 * @property {(state: NetworkState) => void} network
 * @property {() => string} memory What the next core for this account has to know.
 * @property {() => void} free
 */

/**
 * The keeper of the peer connections; it meets the core in messages only.
 *
 * @typedef {object} MediaHost
 * @property {(call: number, peer: number, request: object) => void} handle
 * @property {(call: number, wanted: MediaStream | Microphone, provided: boolean) => void} choose
 * @property {(call: number, muted: boolean) => void} mute
 * @property {(call: number, wanted: Microphone, done: Done) => boolean} useMicrophone False: nothing is sent.
 * @property {(call: number) => RTCPeerConnection | undefined} connection
 * @property {(call: number) => MediaStream} remote
 * @property {(call: number) => void} forget
 * @property {() => void} free
 */

/** @typedef {(peer: number, reply: object) => void} EmitReply */

/** @typedef {(url: string, subprotocol: string) => WebSocket} Connect */

/**
 * @typedef {"microphoneDenied" | "microphoneBlocked" | "microphoneMissing" | "microphoneBusy" | "insecurePage"
 *   | "other"} CaptureErrorKind
 */

/**
 * Is told why a microphone could not be opened, and the browser's words; two empty texts if it could.
 *
 * @typedef {(kind: CaptureErrorKind | "", reason: string) => void} Done
 */

/**
 * The module that `cargo xtask build` writes to `core/bellwire.js`.
 *
 * @typedef {object} CoreModule
 * @property {new (config: object, connect: Connect, emit: (message: CoreMessage) => void) => Core} Core
 * @property {new (open: () => RTCPeerConnection, emit: EmitReply) => MediaHost} MediaHost
 * @property {(target: string, account: string) => MisuseKind | undefined} checkTarget
 */

/**
 * Makes a `switch` exhaustive: `tsc` refuses a variant that no case took.
 *
 * @param {never} variant
 * @returns {never}
 */
export function never(variant) {
  throw new TypeError(`The core said what this version does not know: ${JSON.stringify(variant)}`);
}
