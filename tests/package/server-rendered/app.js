// One component for both sides. That it imports the package must cost the server nothing.

import { Phone } from "bellwire";
import { h } from "preact";
import { useState } from "preact/hooks";

export function App({ server, account, password }) {
  const [said, say] = useState("not registered");
  const register = async () => {
    const phone = new Phone({ server, account, password });
    try {
      await phone.start();
      say("registered");
    } catch (error) {
      say(error.message);
    }
  };
  return h("button", { onClick: register }, said);
}
