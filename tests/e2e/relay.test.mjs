// Calls of browsers that show no address of their own: everything goes through a TURN server.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { startTurn } from "./turn.mjs";

const HZ = { alice: 440, bob: 1_000 };

let site, kamailio, turn, browsers;

before(async () => {
  [site, kamailio, turn] = await Promise.all([startSite(), startKamailio(), startTurn()]);
  browsers = { alice: await chromium.launch({ loopback: false }), bob: await firefox.launch() };
});

after(() => closeAll(browsers?.alice, browsers?.bob, site, kamailio, turn));

for (const transport of ["udp", "tcp"]) {
  describe(`relay only, by ${transport}`, () => {
    const people = {};

    before(async () => {
      for (const user of ["alice", "bob"]) {
        people[user] = await Person.at(browsers[user], site);
        assert.deepEqual(await people[user].do("start", {
          server: kamailio.ws,
          account: `sip:${user}@${DOMAIN}`,
          password: PASSWORD,
          iceServers: [turn.server(transport)],
          iceTransportPolicy: "relay",
        }), { value: undefined });
      }
    });

    after(() => closeAll(...Object.values(people)));

    for (const [caller, callee, who] of [
      ["alice", "bob", "Chromium calls Firefox"],
      ["bob", "alice", "Firefox calls Chromium"],
    ]) {
      test(`${who}, and they hear each other through the relay`, async () => {
        const [from, to] = [people[caller], people[callee]];
        await from.do("call", callee, HZ[caller]);
        await to.do("ring");
        const [answer, answered] = await Promise.all([to.do("answer", HZ[callee]), from.do("answered")]);
        assert.deepEqual([answer, answered], [{ value: undefined }, { value: undefined }]);
        await Promise.all([from.hears(HZ[callee], HZ[caller]), to.hears(HZ[caller], HZ[callee])]);
        assert.deepEqual(await from.do("pair"), ["relay", transport, "relay"]);
        const invite = (await from.wire()).findLast(({ text }) => text.startsWith("INVITE "));
        const types = new Set(invite.text.match(/(?<=^a=candidate:.* typ )\w+/gm));
        assert.deepEqual([...types], ["relay"], "nothing else is shown");
        await from.do("hangUp");
        await Promise.all([from.do("ended"), to.do("ended")]);
      });
    }
  });
}
