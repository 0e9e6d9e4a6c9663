// Defines the element. Whoever wants another name imports `element.js` and defines its class; where there is no DOM, as
// when a page is rendered on a server, this does nothing.

import { BellwireCall } from "./element.js";

const NAME = "bellwire-call";

// A page may load two copies: the first stays.
if (typeof customElements !== "undefined" && !customElements.get(NAME)) customElements.define(NAME, BellwireCall);
