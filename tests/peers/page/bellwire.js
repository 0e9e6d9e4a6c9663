// Bellwire's verbs.

import { Phone } from "/bellwire/index.js";

export function make({ log, realm: _, ...options }, tell) {
  const phone = new Phone({ register: false, ...options });
  let last;
  const take = (call) => {
    last = call;
    call.addEventListener("answered", () => tell("answered"));
    call.addEventListener("ended", () => tell("ended"));
  };
  phone.addEventListener("registered", () => tell("registered"));
  phone.addEventListener("unregistered", () => tell("unregistered"));
  phone.addEventListener("link", ({ state }) => state !== "connecting" && tell(state));
  if (log) phone.addEventListener("trace", ({ text }) => console.log(text));
  phone.addEventListener("call", ({ call }) => {
    take(call);
    tell("rings");
  });
  return {
    start: () => phone.start(),
    call: (target, options) => take(phone.call(target, options)),
    hangUp: () => last.hangUp(),
    prepare: () => phone.prepare?.(),
  };
}
