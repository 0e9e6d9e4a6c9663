// `<bellwire-call>`: a button that calls. Importing this defines the element.

import "./define.js";

export { BellwireCall } from "./element.js";

/** @typedef {import("./caller.js").Caller} Caller */
/** @typedef {import("./caller.js").CallerSource} CallerSource */
/** @typedef {import("./element.js").ErrorEventDetail} ErrorEventDetail */
/** @typedef {import("./element.js").StateEventDetail} StateEventDetail */
/** @typedef {import("./talk.js").State} State */
/** @typedef {import("./words.js").Words} Words */
/** @typedef {import("./words.js").SomeWords} SomeWords */
