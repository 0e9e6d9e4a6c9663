// Every way to fail, in words: what happened, and what to do next.

/** @typedef {keyof typeof WORDS} SipErrorKind */

const WORDS = {
  // The link
  unreachable: [
    "The SIP server could not be reached; the browser does not say why",
    "Check in this order: the certificate (open https://host:port of the server in a tab); the port and path of" +
      " the address; that the server speaks the WebSocket subprotocol “sip”; that a page from https: uses wss:, not" +
      " ws:; the browser's question about the local network; an idle timeout in a proxy on the way.",
  ],
  subprotocol: [
    "The server speaks WebSocket, but not the subprotocol “sip”",
    "Check the port and path of the address, and that SIP over WebSocket is enabled.",
  ],
  transport: [
    "The connection to the SIP server was lost",
    "The phone connects again by itself; try again then.",
  ],
  maybeTooLarge: [
    "The server closed the connection right after a long message, which may have been too long for it",
    "Ask whoever runs the server to allow longer messages (Kamailio: tcp_rd_buf_size; OpenSIPS: ws_max_msg_chunks and" +
      " wss_max_msg_chunks).",
  ],
  timeout: [
    "Nobody answered in time",
    "Try again later; if that does not help, ask whoever runs the server whether requests reach it.",
  ],
  // The server, or the other side
  credentials: [
    "The user name or the password was refused, or there is none",
    "Check both, then sign in again.",
  ],
  unsupportedChallenge: [
    "The server asks for a login that this phone does not know",
    "Ask whoever runs the server to offer Digest with SHA-256, SHA-512-256 or MD5; with the option ha1, give" +
      " one for the algorithm that it offers.",
  ],
  weakerChallenge: [
    "The server asks for a weaker login than it took before, as somebody in the middle would",
    "Ask whoever runs the server whether that is meant; if so, call phone.forgetAuth() and start again.",
  ],
  foreignRealm: [
    "Somebody unknown to this phone asked for the login",
    "If it is your server, name its realm in the option realms.",
  ],
  staleForEver: [
    "The server finds every login too old",
    "Ask whoever runs it to check its clock and how long its nonces live.",
  ],
  unprovenServer: [
    "The server could not prove that it knows the password",
    "Ask whoever runs it whether that is meant; if not, somebody may be in the middle: change the password.",
  ],
  forbidden: [
    "The server does not allow this",
    "Ask whoever runs the server to allow it for this account.",
  ],
  notFound: [
    "There is no such user",
    "Check the spelling of the address.",
  ],
  unavailable: [
    "The other side is not there now",
    "Try again later.",
  ],
  busy: [
    "The other side is busy",
    "Try again in a few minutes.",
  ],
  declined: [
    "The other side declined the call",
    "Try again later, or write a message.",
  ],
  cancelled: [
    "The call was cancelled before it was answered",
    "Call again if that was not meant.",
  ],
  answeredElsewhere: [
    "The call was answered on another device",
    "Go on there.",
  ],
  redirected: [
    "The other side can be reached at another address",
    "Call the address that the server names.",
  ],
  incompatible: [
    "The two sides have no audio format in common",
    "Ask whoever runs the server to allow Opus, PCMU or PCMA over WebRTC for this call.",
  ],
  notWebrtc: [
    "The server sent plain RTP, which no browser speaks",
    "Ask whoever runs it to enable WebRTC for this line (Asterisk: webrtc=yes; Kamailio: rtpengine).",
  ],
  server: [
    "The server could not do it",
    "Try again later; if that does not help, show this to whoever runs the server.",
  ],
  protocol: [
    "The other side broke the rules of SIP",
    "Show the trace to whoever runs the server.",
  ],
  // This browser
  microphoneDenied: [
    "The microphone is not allowed for this page",
    "Allow it beside the address bar and try again, or go on without it, listening only.",
  ],
  microphoneBlocked: [
    "Whoever serves or frames this page forbids it the microphone; nobody was asked",
    "Serve it with the header Permissions-Policy: microphone=(self), and give a frame allow=\"microphone; autoplay\";" +
      " or go on without it, listening only.",
  ],
  microphoneMissing: [
    "No microphone was found",
    "Plug one in and try again, or go on without it, listening only.",
  ],
  microphoneBusy: [
    "Another program is using the microphone",
    "Close that program and try again.",
  ],
  insecurePage: [
    "The browser gives no microphone to a page that is neither from https: nor from localhost",
    "Open this page by https:, or on localhost.",
  ],
  microphoneLost: [
    "The microphone is gone: it was unplugged, or this page may not use it any more",
    "The call goes on, and the other side hears nothing. Choose another one, or plug it in or allow it again and" +
      " choose it then.",
  ],
  speaker: [
    "This speaker cannot be used",
    "Choose another one, or choose it in the settings of the system.",
  ],
  noTones: [
    "The other side takes no tones in the audio",
    "Ask whoever runs the server to allow telephone-event (RFC 4733) for this call.",
  ],
  media: [
    "The audio connection could not be made or kept",
    "Check that a firewall lets UDP through, or ask for a TURN server (the option iceServers).",
  ],
  occupied: [
    "This page is in a call already",
    "End it first, then call again.",
  ],
  removed: [
    "The page removed its call element during a call",
    "Call again; the page should keep the element until the call is over.",
  ],
  closed: [
    "The phone was closed",
    "Start it again with phone.start().",
  ],
  // The calling code
  noSuchCall: [
    "This call is over",
    "Start a new one with phone.call().",
  ],
  nameTaken: [
    "A call of this name already exists",
    "Make a new Phone, and report this: it is a mistake in Bellwire.",
  ],
  wrongState: [
    "The call cannot do this now",
    "Wait for the call's next event; answer and decline are for a call that rings here, another microphone for one" +
      " that sends something.",
  ],
  target: [
    "What was dialled is not an address",
    "Dial a name (bob), a number (+1 555 1234) or an address (sip:bob@example.com).",
  ],
  insecure: [
    "A sips: address needs encryption, and this phone is connected by plain ws:",
    "Connect over wss: (the option server), or dial with sip:.",
  ],
  notStarted: [
    "The phone is not started",
    "Wait for phone.start().",
  ],
  tones: [
    "These are not tones",
    "Send digits, *, #, A to D, and a comma for a pause of two seconds.",
  ],
  illegalText: [
    "A text has a line break or a NUL, which no SIP header can carry",
    "Remove it and try again.",
  ],
  configuration: [
    "An option is not right",
    "Correct it and try again.",
  ],
  load: [
    "The WebAssembly core could not be loaded",
    "Check that core/bellwire_bg.wasm is served beside the package's scripts, and that a" +
      " Content-Security-Policy allows 'wasm-unsafe-eval'.",
  ],
  crashed: [
    "The WebAssembly core stopped because of a mistake in Bellwire",
    "Call phone.start() again or reload the page, and report it with the text in the browser's console.",
  ],
};

/**
 * What is known about one failure.
 *
 * @typedef {object} SipErrorDetails
 * @property {number | null} [status]
 * @property {string} [reason]
 * @property {number | null} [retryAfter]
 * @property {string} [warning]
 * @property {string} [causes]
 * @property {string} [errorInfo]
 * @property {string} [contacts]
 * @property {unknown} [cause]
 */

/** Why something failed. Its message says what happened and what to do; `kind` is for programs. */
export class SipError extends Error {
  /**
   * @param {SipErrorKind} kind
   * @param {SipErrorDetails} [details]
   */
  constructor(kind, details = {}) {
    const { status = null, reason = "", retryAfter = null, cause } = details;
    super(sentence(WORDS[kind], waiting, { status, reason, retryAfter }), cause === undefined ? {} : { cause });
    this.name = "SipError";
    /**
     * The class of the failure, by what one can do about it.
     *
     * @type {SipErrorKind}
     */
    this.kind = kind;
    /** The SIP status, if a response said it. */
    this.status = status;
    /** The words of the server, the other side or the browser. */
    this.reason = reason;
    /** Seconds after which the other side says that it is worth a try. */
    this.retryAfter = retryAfter;
    /** What the header Warning says, in words. */
    this.warning = details.warning ?? "";
    /** What the header Reason says, as it came: `Q.850;cause=17;text="User busy"`. */
    this.causes = details.causes ?? "";
    /** Where more is to be read or heard (the header Error-Info); nothing of it is fetched unasked. */
    this.errorInfo = addresses(details.errorInfo);
    /** Where a redirected call might be taken, the best first; nobody is called unasked. */
    this.contacts = addresses(details.contacts);
  }
}

/**
 * @param {import("./core-events.js").Failure} failure
 * @returns {SipError}
 */
export function failed(failure) {
  return new SipError(failure.kind, failure);
}

/** @param {string} [list] */
function addresses(list) {
  return list ? list.split(" ") : [];
}

/**
 * @param {string} option
 * @param {string} problem
 * @returns {SipError}
 */
export function configurationError(option, problem) {
  return new SipError("configuration", { reason: `${option}: ${problem}` });
}

/**
 * @param {WebAssembly.RuntimeError} cause
 * @returns {SipError}
 */
export function crashed(cause) {
  return new SipError("crashed", { reason: cause.message, cause });
}

/** @param {number} seconds */
const waiting = (seconds) => `The server asks to wait ${seconds} s before the next try.`;

/**
 * What happened, and what to do next, in these words.
 *
 * @param {string[]} words Both, without the dot between them.
 * @param {(seconds: number) => string} wait
 * @param {Pick<SipError, "status" | "reason" | "retryAfter">} details
 * @returns {string}
 */
export function sentence([cause, remedy], wait, { status, reason, retryAfter }) {
  const detail = [status, reason.replace(/\.$/, "")].filter(Boolean).join(" ");
  return `${cause}${detail && ` (${detail})`}. ${remedy}${retryAfter === null ? "" : ` ${wait(retryAfter)}`}`;
}
