// Calls that the library makes, until they stand.

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { challenge, login } from "../digest.mjs";
import { tagOf } from "../../sip.mjs";
import { Absent, BOB, PASSWORD, QUIET, accept, grant } from "../trial.mjs";

const EARLY = "<sip:early@there.invalid;transport=ws>";
const FINAL = "<sip:final@there.invalid;transport=ws>";
/** After so many seconds an INVITE leaves soon enough, and after so many more it is given up. */
const [ENOUGH, MORE] = [3, 5];

const ended = (trial) => ({ unless: trial.told("ended", "threw") });

/** A call that is refused by this status line. */
const refusedBy = (line) => async (trial) => {
  await trial.start();
  const invite = await trial.calls();
  invite.reply(486, { line });
  await trial.handled();
  await trial.party.expect("ACK", { patience: QUIET });
  await trial.told("ended");
  return { messages: "ACK", event: await trial.call() };
};

export const probes = {
  "P1/S1": async (trial) => {
    await trial.start();
    const invite = await trial.calls();
    accept(invite, { tag: "aaa" });
    await trial.party.expect("ACK");
    await trial.told("answered");
    accept(invite, { tag: "bbb" });
    await trial.handled();
    await trial.quiet();
    const sent = trial.requests().map((request) => `${request.name} ${tagOf(request.header("To"))}`);
    return { messages: sent.join(", "), event: await trial.call() };
  },

  P13: async (trial) => {
    await trial.start();
    const invite = await trial.calls();
    invite.reply(180, { tag: "bob", headers: { Contact: EARLY } });
    accept(invite, { contact: FINAL });
    const ack = await trial.party.expect("ACK");
    await trial.told("answered");
    await trial.do("hangUp");
    const bye = await trial.party.expect("BYE");
    bye.reply(200);
    return { messages: [ack, bye].map(({ name, target }) => `${name} ${target.split(";")[0]}`).join(", ") };
  },

  P14: async (trial) => {
    await trial.start();
    const invite = await trial.calls();
    const wish = Number.parseInt(invite.header("Session-Expires"), 10);
    if (!wish) throw new Absent("offers no session timer");
    invite.reply(422, { headers: { "Min-SE": 1800 } });
    const second = await trial.party.expect("INVITE", { what: "second INVITE", ...ended(trial) });
    accept(second);
    await trial.told("answered");
    return { messages: `INVITE with ${second.header("Session-Expires")}`, event: await trial.call() };
  },

  "P15/S14": async (trial) => {
    await trial.start();
    const invite = await trial.calls();
    invite.reply(302, { headers: { Contact: "<sip:carol@peers.invalid>" } });
    await trial.party.expect("ACK");
    const second = await trial.party.expect("INVITE", ended(trial)).catch(async (missing) => {
      throw (await trial.call()) === "ended" ? new Absent("ends the call and follows nobody") : missing;
    });
    accept(second);
    await trial.told("answered");
    return { messages: `INVITE ${second.target}`, event: await trial.call() };
  },

  "P4/S3": async (trial) => {
    await trial.start({ register: true, password: PASSWORD });
    challenge(await trial.party.expect("REGISTER"), { realm: "one" });
    grant(await trial.party.expect("REGISTER"));
    await trial.told("registered");
    challenge(await trial.calls(), { status: 407, realm: "two" });
    const second = await trial.party.expect("INVITE", { what: "second INVITE", ...ended(trial) });
    accept(second);
    await trial.told("answered");
    return { messages: `INVITE with ${login(second, { status: 407, realm: "two" })} for two`, event: await trial.call() };
  },

  "P6/S5": async (trial) => {
    await trial.start({ password: PASSWORD });
    challenge(await trial.calls(), { status: 407, realm: "proxy" });
    const second = await trial.party.expect("INVITE", { what: "second INVITE", ...ended(trial) });
    challenge(second, { status: 401, realm: "callee" });
    const third = await trial.party.expect("INVITE", { what: "third INVITE", ...ended(trial) });
    accept(third);
    await trial.told("answered");
    const logins = [{ status: 407, realm: "proxy" }, { status: 401, realm: "callee" }]
      .map((asked) => `${login(third, asked)} for ${asked.realm}`);
    return { messages: `INVITE with ${logins.join(" and ")}`, event: await trial.call() };
  },

  "gr no reason": refusedBy("SIP/2.0 486 "),
  "gr no blank": refusedBy("SIP/2.0 486"),
  "gr brackets": refusedBy("SIP/2.0 486 Not [found] here"),

  ICE: {
    clock: true,
    async run(trial) {
      // A STUN server that takes everything and says nothing: no browser's gathering is complete before ten seconds are over.
      const stun = createSocket("udp4").bind(0, "127.0.0.1");
      await once(stun, "listening");
      try {
        await trial.start({ iceServers: [{ urls: `stun:127.0.0.1:${stun.address().port}` }] });
        await trial.stopClock();
        const asked = once(stun, "message");
        await trial.do("call", BOB);
        await asked; // So it gathers.
        const patience = 3_500; // In truth: what is made then takes its time, and twice that is not yet ten seconds.
        const soon = await trial.comes("INVITE", ENOUGH, { patience }).catch(() => null);
        if (!soon) await trial.comes("INVITE", MORE, { what: `INVITE in ${ENOUGH + MORE} s`, patience });
        return { messages: soon ? `INVITE within ${ENOUGH} s` : `INVITE after more than ${ENOUGH} s` };
      } finally {
        stun.close();
      }
    },
  },
};
