// Registrations, logins and secrets.

import { challenge, login, uses } from "../digest.mjs";
import { PASSWORD, grant } from "../trial.mjs";

const gaveUp = (trial) => ({ unless: trial.told("unregistered", "threw") });

/** A registrar that asks for a login in this way. */
const asks = (how) => async (trial) => {
  await trial.start({ register: true, password: PASSWORD });
  challenge(await trial.party.expect("REGISTER"), how);
  const second = await trial.party.expect("REGISTER", { what: "second REGISTER", ...gaveUp(trial) });
  grant(second);
  await trial.told("registered");
  return { messages: `REGISTER with ${login(second)}`, event: await trial.registration() };
};

export const probes = {
  "P5/S4a": asks({ algorithms: ["SHA-256"] }),
  "P5/S4b": asks({ algorithms: ["MD5", "SHA-256"] }),
  "P5/S4c": asks({ algorithms: ["SHA-256", "MD5"] }),

  "gr bearer": asks({ before: ['Bearer realm="peers.invalid", authz_server="https://as.invalid", scope="sip"'] }),
  "gr quoted algorithm": asks({ algorithms: ['"MD5"'] }),

  md5: async (trial) => {
    const password = "pw🔑";
    await trial.start({ register: true, password });
    challenge(await trial.party.expect("REGISTER"));
    const second = await trial.party.expect("REGISTER", gaveUp(trial));
    return { messages: `REGISTER with ${login(second, { password })}` };
  },

  "P7/S6": {
    clock: true,
    async run(trial) {
      await trial.start({ register: true, password: PASSWORD });
      challenge(await trial.party.expect("REGISTER"));
      grant(await trial.party.expect("REGISTER"), 120);
      await trial.told("registered");
      const refresh = await trial.comes("REGISTER", 125);
      return { messages: `REGISTER with ${login(refresh)}${uses(refresh)}` };
    },
  },

  P8: {
    clock: true,
    async run(trial) {
      await trial.start({ register: true });
      const first = await trial.party.expect("REGISTER");
      first.reply(503, { headers: { "Retry-After": 3 } });
      await trial.told("unregistered");
      await trial.quiet();
      const early = trial.party.rest().length > 0;
      grant(await trial.comes("REGISTER", 120));
      await trial.told("registered");
      return { messages: early ? "REGISTER at once" : "REGISTER again", event: await trial.registration() };
    },
  },

  "P9/S7": {
    clock: true,
    async run(trial) {
      await trial.start({ register: true });
      const first = await trial.party.expect("REGISTER");
      first.reply(200, { headers: { Expires: 60 } });
      await trial.handled();
      const refresh = await trial.comes("REGISTER", 65);
      grant(refresh);
      return { messages: "REGISTER in time", event: await trial.registration() };
    },
  },

  S8: async (trial) => {
    const ha1 = "5ec4e7c0de5ec4e7c0de5ec4e7c0de5e";
    await trial.start({ register: true, ha1, realm: "peers.invalid", log: true });
    challenge(await trial.party.expect("REGISTER"));
    grant(await trial.party.expect("REGISTER", gaveUp(trial)));
    await trial.told("registered");
    return { event: (await trial.do("logged")).includes(ha1) ? "the HA1 in the log" : "no secret in the log" };
  },
};
