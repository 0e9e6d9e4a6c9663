// Everything the core can say, for the type checker; `tests/boundary.rs` writes it.

/** @type {import("../../www/bellwire/core-events.js").CoreEvent[]} */
export const events = [
  { type: "link", state: "lost", failure: { kind: "busy", reason: "Busy Here", status: 486, retryAfter: 1 }, retryIn: 1, seq: 1 },
  { type: "registered", expires: 600, confirmed: true, seq: 2 },
  { type: "unregistered", failure: { kind: "busy", reason: "Busy Here", status: 486, retryAfter: 1 }, retrying: true, seq: 3 },
  { type: "unregistered", retrying: false, seq: 4 },
  { type: "incoming", call: 2147483648, from: { uri: "sip:bob@example.com", name: "Bob", user: "bob" }, to: { uri: "" }, seq: 5 },
  { type: "answered", call: 2147483648, seq: 6 },
  { type: "answerFailed", call: 2147483648, failure: { kind: "timeout", reason: "" }, seq: 7 },
  { type: "ended", call: 2147483648, by: "remote", failure: { kind: "timeout", reason: "" }, seq: 8 },
  { type: "warning", failure: { kind: "unreachable", reason: "" }, seq: 9 },
  { type: "warning", failure: { kind: "subprotocol", reason: "" }, seq: 10 },
  { type: "warning", failure: { kind: "transport", reason: "" }, seq: 11 },
  { type: "warning", failure: { kind: "timeout", reason: "" }, seq: 12 },
  { type: "warning", failure: { kind: "credentials", reason: "" }, seq: 13 },
  { type: "warning", failure: { kind: "forbidden", reason: "" }, seq: 14 },
  { type: "warning", failure: { kind: "notFound", reason: "" }, seq: 15 },
  { type: "warning", failure: { kind: "unavailable", reason: "" }, seq: 16 },
  { type: "warning", failure: { kind: "busy", reason: "" }, seq: 17 },
  { type: "warning", failure: { kind: "declined", reason: "" }, seq: 18 },
  { type: "warning", failure: { kind: "cancelled", reason: "" }, seq: 19 },
  { type: "warning", failure: { kind: "answeredElsewhere", reason: "" }, seq: 20 },
  { type: "warning", failure: { kind: "redirected", reason: "" }, seq: 21 },
  { type: "warning", failure: { kind: "incompatible", reason: "" }, seq: 22 },
  { type: "warning", failure: { kind: "notWebrtc", reason: "" }, seq: 23 },
  { type: "warning", failure: { kind: "server", reason: "" }, seq: 24 },
  { type: "warning", failure: { kind: "protocol", reason: "" }, seq: 25 },
  { type: "warning", failure: { kind: "microphoneDenied", reason: "" }, seq: 26 },
  { type: "warning", failure: { kind: "microphoneMissing", reason: "" }, seq: 27 },
  { type: "warning", failure: { kind: "microphoneBusy", reason: "" }, seq: 28 },
  { type: "warning", failure: { kind: "insecurePage", reason: "" }, seq: 29 },
  { type: "warning", failure: { kind: "media", reason: "" }, seq: 30 },
  { type: "warning", failure: { kind: "closed", reason: "" }, seq: 31 },
  { type: "link", state: "connecting", seq: 32 },
  { type: "link", state: "open", seq: 33 },
  { type: "link", state: "lost", seq: 34 },
  { type: "progress", call: 2147483648, status: 183, reason: "Session Progress", ringing: "none", seq: 35 },
  { type: "progress", call: 2147483648, status: 183, reason: "Session Progress", ringing: "local", seq: 36 },
  { type: "progress", call: 2147483648, status: 183, reason: "Session Progress", ringing: "network", seq: 37 },
  { type: "ended", call: 2147483648, by: "local", seq: 38 },
  { type: "ended", call: 2147483648, by: "remote", seq: 39 },
  { type: "ended", call: 2147483648, by: "network", seq: 40 },
  { type: "media", call: 2147483648, state: "new", seq: 41 },
  { type: "media", call: 2147483648, state: "connecting", seq: 42 },
  { type: "media", call: 2147483648, state: "connected", seq: 43 },
  { type: "media", call: 2147483648, state: "disconnected", seq: 44 },
  { type: "media", call: 2147483648, state: "failed", seq: 45 },
  { type: "media", call: 2147483648, state: "closed", seq: 46 },
];

/** @type {import("../../www/bellwire/core-events.js").Trace} */
export const trace = { at: 1, sent: true, text: "OPTIONS" };

/** @type {import("../../www/bellwire/core-events.js").MisuseKind[]} */
export const misuses = [
  "noSuchCall",
  "nameTaken",
  "wrongState",
  "target",
  "notStarted",
  "illegalText",
];
