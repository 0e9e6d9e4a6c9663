// Some ways to fail, in English, for whoever uses this page: the package's own words are for whoever writes one, and name what
// can be called and set there.

/** @type {import("../language.js").ErrorWords} */
export default {
  unsupportedChallenge: [
    "The server asks for a login that this phone does not know",
    "Ask whoever runs the server to offer Digest with SHA-256, SHA-512-256 or MD5.",
  ],
  weakerChallenge: [
    "The server asks for a weaker login than it took before, as somebody in the middle would",
    "Ask whoever runs the server whether that is meant; if so, reload this page and sign in again.",
  ],
  foreignRealm: [
    "Somebody unknown to this phone asked for the login, and was not given it",
    "If it is your server, ask whoever runs it to ask by the domain of your account.",
  ],
  protocol: ["The other side broke the rules of SIP", "Save the SIP messages and show them to whoever runs the server."],
  microphoneBlocked: [
    "This page may not use the microphone; nobody was asked",
    "Ask whoever runs this page to allow it (Permissions-Policy: microphone=(self); in a frame also" +
      " allow=\"microphone; autoplay\"), or go on without it, listening only.",
  ],
  media: [
    "The audio connection could not be made or kept",
    "Check that a firewall lets UDP through, or try another network.",
  ],
  closed: ["The phone was closed", "Sign in again."],
  noSuchCall: ["This call is over", "Call again."],
  nameTaken: ["A call of this name already exists", "Reload the page, and report this: it is a mistake in Bellwire."],
  wrongState: ["The call cannot do this now", "Wait a moment and try again."],
  insecure: [
    "A sips: address needs encryption, and this phone is connected by plain ws:",
    "Sign in with a server address that begins with wss:, or dial with sip:.",
  ],
  notStarted: ["The phone is not started", "Wait until you are signed in."],
  configuration: ["Something is not right in what you filled in", "Correct it and try again."],
  load: [
    "The WebAssembly core could not be loaded",
    "Reload the page. If that does not help, whoever runs it has to serve core/bellwire_bg.wasm beside the scripts, and to" +
      " allow 'wasm-unsafe-eval' in the Content-Security-Policy.",
  ],
  crashed: [
    "The WebAssembly core stopped because of a mistake in Bellwire",
    "Reload the page, and report it with the text in the browser's console.",
  ],
};
