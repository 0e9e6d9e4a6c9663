// What happens inside a call that stands.

import { challenge, login } from "../digest.mjs";
import { offer } from "../../sip.mjs";
import { Absent, PASSWORD, accept } from "../trial.mjs";

/** A call that the library makes, which it then puts on hold; the re-INVITE. */
async function holding(trial) {
  const dialog = await trial.talks();
  if (!(await trial.do("offers", "hold"))) throw new Absent("cannot put a call on hold");
  await trial.do("hold");
  const hold = await trial.party.expect("INVITE", { what: "re-INVITE" });
  return { dialog, hold };
}

/** What it sends from now on of its own accord. */
const sent = (trial) => trial.requests().map(({ name }) => name);

/** Sends a request inside the call; its answer. */
const ask = (trial, dialog, method, content) =>
  trial.party.expect(dialog.send(method, content), { what: `answer to ${method}` });

export const probes = {
  "P2/S2": async (trial) => {
    const { dialog, hold } = await holding(trial);
    const before = (await trial.do("applied")).length;
    const glare = await ask(trial, dialog, "INVITE", { body: offer("sendrecv", 2) });
    dialog.send("ACK");
    await trial.quiet();
    const taken = (await trial.do("applied")).slice(before).includes("offer");
    accept(hold, { version: 2 });
    return { status: glare.name, event: taken ? "the offer is taken all the same" : "the offer is not taken" };
  },

  S2b: {
    clock: true,
    async run(trial) {
      const { hold } = await holding(trial);
      await trial.stopClock();
      hold.reply(491);
      await trial.party.expect("ACK");
      await trial.elapse(2);
      // The timer is wound on, and making an offer is not.
      await trial.quiet(1_500);
      const early = sent(trial).includes("INVITE");
      accept(await trial.comes("INVITE", 3, { what: "re-INVITE in 5 s" }), { version: 2 });
      await trial.quiet();
      return { messages: early ? "re-INVITE before 2.1 s" : "re-INVITE after 2.1 to 4 s", event: await trial.call() };
    },
  },

  S2c: async (trial) => {
    const { hold } = await holding(trial);
    hold.reply(491);
    await trial.party.expect("ACK");
    // It may come by itself; if not, a person tries once more.
    const byItself = trial.party.expect("INVITE", { patience: 4_500 });
    const again = await byItself.catch(async () => {
      await trial.do("hold");
      return trial.party.expect("INVITE", { what: "re-INVITE ever after", unless: trial.told("threw", "ended") });
    });
    accept(again, { version: 2 });
    return { messages: "re-INVITE", event: await trial.call() };
  },

  P3: async (trial) => {
    const { hold } = await holding(trial);
    hold.reply(488);
    await trial.party.expect("ACK");
    await trial.quiet();
    return { messages: sent(trial).join(", ") || "nothing more", event: await trial.call() };
  },

  S10: async (trial) => {
    const dialog = await trial.talks();
    const update = await ask(trial, dialog, "UPDATE");
    const listed = trial.party.heard.some((message) => message.header("Allow")?.includes("UPDATE"));
    if (update.name === "405" && !listed) throw new Absent("405, and does not say that it takes UPDATE");
    return { status: update.name, event: await trial.call() };
  },

  timer: {
    clock: true,
    async run(trial) {
      await trial.talks({ headers: { Allow: "INVITE, ACK, BYE, CANCEL, OPTIONS" } });
      await trial.elapse(100, () => sent(trial).length > 0);
      return { messages: sent(trial)[0] ?? "nothing", event: await trial.call() };
    },
  },

  P10: async (trial) => {
    const dialog = await trial.talks();
    const notify = await ask(trial, dialog, "NOTIFY", { headers: { "Subscription-State": "active" } });
    await trial.handled();
    return { status: notify.name, event: await trial.call() };
  },

  S9: async (trial) => {
    const dialog = await trial.talks();
    const refer = await ask(trial, dialog, "REFER", { headers: { "Refer-To": "<sip:premium900@evil.invalid>" } });
    // A call would begin with the microphone and with candidates, which takes a while.
    const called = await trial.party.expect("INVITE", { patience: 20_000 }).catch(() => null);
    return { status: refer.name, messages: called ? `INVITE ${called.target}` : "no INVITE", event: await trial.call() };
  },

  leak: async (trial) => {
    await trial.talks({ password: PASSWORD });
    await trial.do("hangUp");
    challenge(await trial.party.expect("BYE"), { status: 407, realm: "attacker", qop: "" });
    await trial.handled();
    await trial.quiet();
    const second = trial.requests().find(({ name }) => name === "BYE");
    const given = second && `BYE with ${login(second, { status: 407, realm: "attacker" })} for attacker`;
    return { messages: given ?? "no login", event: await trial.call() };
  },
};
