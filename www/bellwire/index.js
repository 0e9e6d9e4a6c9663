// Bellwire: a SIP user agent for the browser. Importing this has no side effect and needs no DOM.

export { Call } from "./call.js";
export { SipError } from "./errors.js";
export { Phone } from "./phone.js";

/** @typedef {import("./call.js").CallEnd} CallEnd */
/** @typedef {import("./core-events.js").Ringing} Ringing */
/** @typedef {import("./devices.js").Device} Device */
/** @typedef {import("./devices.js").Devices} Devices */
/** @typedef {import("./errors.js").SipErrorKind} SipErrorKind */
/** @typedef {import("./events.js").CallEventMap} CallEventMap */
/** @typedef {import("./events.js").PhoneEventMap} PhoneEventMap */
/** @typedef {import("./options.js").AudioOption} AudioOption */
/** @typedef {import("./options.js").Challenge} Challenge */
/** @typedef {import("./options.js").Credentials} Credentials */
/** @typedef {import("./options.js").Ha1} Ha1 */
/** @typedef {import("./options.js").PhoneOptions} PhoneOptions */
