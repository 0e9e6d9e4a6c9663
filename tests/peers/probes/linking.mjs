// The WebSocket: kept alive, lost, opened again.

import { Absent, QUIET, grant } from "../trial.mjs";

/** A registered library in a call whose WebSocket was lost, when it is registered again over the next one. */
async function moved(trial) {
  const dialog = await trial.talks({ register: true });
  trial.drop();
  const link = await trial.linked();
  grant(await trial.party.expect("REGISTER", { what: "REGISTER over the new WebSocket" }));
  dialog.over(link);
  return dialog;
}

export const probes = {
  "P12/S12a": async (trial) => {
    const dialog = await moved(trial);
    await trial.handled();
    const stands = await trial.call();
    const bye = await trial.party.expect(dialog.send("BYE"), { what: "answer to BYE" });
    return { status: bye.name, messages: "REGISTER", event: stands };
  },

  "P12/S12b": async (trial) => {
    await moved(trial);
    await trial.quiet(2_000);
    const refresh = trial.requests().find(({ name }) => name === "INVITE" || name === "UPDATE");
    if (!refresh && (await trial.call()) === "answered") throw new Absent("tells the other side nothing");
    return { messages: refresh?.name ?? "nothing", event: await trial.call() };
  },

  S11: async (trial) => {
    const link = await trial.start();
    link.send("\r\n\r\n");
    await trial.handled();
    return { messages: link.keepAlives.includes("\r\n") ? "CRLF" : "nothing" };
  },

  S13: {
    clock: true,
    async run(trial) {
      await trial.registered();
      const { party } = trial;
      party.down = true;
      trial.drop();
      await trial.told("lost");
      await trial.elapse(60);
      party.down = false;
      await trial.elapse(60, () => party.waits);
      await trial.linked({ what: "new WebSocket", patience: QUIET });
      grant(await party.expect("REGISTER"));
      await trial.handled();
      return { messages: "REGISTER", event: await trial.registration() };
    },
  },
};
