// Defines the element. Where there is no DOM, as when a page is rendered on a server, this does nothing.

import { BellwireCall } from "./element.js";

const NAME = "bellwire-call";

// A page may load two copies: the first stays.
if (typeof customElements !== "undefined" && !customElements.get(NAME)) customElements.define(NAME, BellwireCall);
