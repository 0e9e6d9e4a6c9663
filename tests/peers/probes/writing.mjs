// What the application gives, on its way into a message. A library may refuse it, or send it so that it stays one text.

import { Missing } from "../server.mjs";
import { Absent, BOB } from "../trial.mjs";

/** Whether a row came to stand in the message that nobody but the text meant. */
async function injected(trial, sending) {
  try {
    const message = await sending();
    return { messages: message.rows("Injected").length > 0 ? "a header more" : "no header more" };
  } catch (error) {
    if (error instanceof Missing && (await trial.threw())) return { messages: "no header more", event: "refused" };
    throw error;
  }
}

const callWith = (options) => (trial) => injected(trial, async () => {
  await trial.start(options);
  return trial.calls();
});

export const probes = {
  "P11/S15a": callWith({ headers: { INVITE: { "X-Desk": "7\r\nInjected: yes" } } }),
  "P11/S15b": callWith({ displayName: "Alice\r\nInjected: yes" }),
  "P11/S15c": async (trial) => {
    await trial.start();
    if (!(await trial.do("offers", "message"))) throw new Absent("sends no messages");
    return injected(trial, async () => {
      await trial.do("message", BOB, "hello", "text/plain\r\nInjected: yes");
      return trial.party.expect("MESSAGE", { unless: trial.told("threw") });
    });
  },
};
