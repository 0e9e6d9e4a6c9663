// Bellwire: a SIP user agent for the browser. Importing this has no side effect and needs no DOM.

export { Call } from "./call.js";
export { SipError } from "./errors.js";
export { Phone } from "./phone.js";

/** @typedef {import("./call.js").CallEnd} CallEnd */
/** @typedef {import("./call.js").Remote} Remote */
/** @typedef {import("./core-events.js").About} About */
/** @typedef {import("./core-events.js").EndedBy} EndedBy */
/** @typedef {import("./core-events.js").LinkState} LinkState */
/** @typedef {import("./core-events.js").Ringing} Ringing */
/** @typedef {import("./devices.js").Device} Device */
/** @typedef {import("./devices.js").Devices} Devices */
/** @typedef {import("./errors.js").SipErrorDetails} SipErrorDetails */
/** @typedef {import("./errors.js").SipErrorKind} SipErrorKind */
/** @typedef {import("./events.js").AnswerFailedEvent} AnswerFailedEvent */
/** @typedef {import("./events.js").CallEventMap} CallEventMap */
/** @typedef {import("./events.js").ChallengeRefusedEvent} ChallengeRefusedEvent */
/** @typedef {import("./events.js").EndedEvent} EndedEvent */
/** @typedef {import("./events.js").IncomingCallEvent} IncomingCallEvent */
/** @typedef {import("./events.js").LinkEvent} LinkEvent */
/** @typedef {import("./events.js").MediaEvent} MediaEvent */
/** @typedef {import("./events.js").MediaTroubleEvent} MediaTroubleEvent */
/** @typedef {import("./events.js").MuteEvent} MuteEvent */
/** @typedef {import("./events.js").NotifyEvent} NotifyEvent */
/** @typedef {import("./events.js").PhoneEventMap} PhoneEventMap */
/** @typedef {import("./events.js").ProgressEvent} ProgressEvent */
/** @typedef {import("./events.js").RefreshFailedEvent} RefreshFailedEvent */
/** @typedef {import("./events.js").RegisteredEvent} RegisteredEvent */
/** @typedef {import("./events.js").RemoteHoldEvent} RemoteHoldEvent */
/** @typedef {import("./events.js").ToneEvent} ToneEvent */
/** @typedef {import("./events.js").TraceEvent} TraceEvent */
/** @typedef {import("./events.js").UnregisteredEvent} UnregisteredEvent */
/** @typedef {import("./events.js").WarningEvent} WarningEvent */
/** @typedef {import("./options.js").AskCredentials} AskCredentials */
/** @typedef {import("./options.js").AudioOption} AudioOption */
/** @typedef {import("./options.js").Challenge} Challenge */
/** @typedef {import("./options.js").Credentials} Credentials */
/** @typedef {import("./options.js").Ha1} Ha1 */
/** @typedef {import("./options.js").IceServers} IceServers */
/** @typedef {import("./options.js").Limits} Limits */
/** @typedef {import("./options.js").PhoneOptions} PhoneOptions */
/** @typedef {import("./options.js").Texts} Texts */
/** @typedef {import("./options.js").Timers} Timers */
