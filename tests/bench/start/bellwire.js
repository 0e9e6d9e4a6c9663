// The least that a page with Bellwire does: it registers, and says when.

import { Phone } from "../../../www/bellwire/index.js";

const phone = new Phone(Object.fromEntries(new URLSearchParams(location.search)));
phone.addEventListener("registered", () => { globalThis.registered = performance.now(); });
void phone.start();
