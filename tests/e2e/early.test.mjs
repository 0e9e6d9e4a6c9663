// Early media and an answer that differs from it, with real descriptions: the far ends are connections of the browser's
// own, one in Alice's page and one in Bob's.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

const OURS_HZ = 440;
const EARLY_HZ = 880;
const LATE_HZ = 1_320;
const SESSION = { Contact: "<sip:bob@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };

let site, server;

before(async () => {
  [site, server] = await Promise.all([startSite(), startScripted()]);
});

after(() => closeAll(site, server));

/** What this far end answers to an offer, by a connection that is new. */
async function answerOf(person, frequency, offer) {
  await person.do("atFarEnd", "renew");
  await person.do("atFarEnd", "send", frequency);
  return person.do("atFarEnd", "answer", offer);
}

// Firefox has no provisional answers, so the early one was its last; Chromium often does not get to the end of a second
// DTLS handshake.
for (const [name, { launch }] of [["Chromium", chromium], ["Firefox", firefox]]) {
  test(`in ${name} one is heard early, and another who takes the call by a fresh connection`, async () => {
    const browser = await launch();
    try {
      const alice = await Person.at(browser, site);
      const bob = await Person.at(browser, site);
      const starting = alice.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
      const link = await server.link();
      await link.register();
      assert.deepEqual(await starting, { value: undefined });

      await alice.do("call", "bob", OURS_HZ);
      const invite = await link.expect("INVITE");
      invite.reply(183, "Session Progress", SESSION, await answerOf(alice, EARLY_HZ, invite.body));
      await alice.hears(EARLY_HZ, OURS_HZ);
      await alice.until(() => globalThis.test.plays());
      assert.equal(await alice.do("state"), "ringing");

      invite.reply(200, "OK", SESSION, await answerOf(bob, LATE_HZ, invite.body));
      await link.expect("ACK");
      const again = await link.expect("INVITE");
      again.reply(200, "OK", SESSION, await answerOf(bob, LATE_HZ, again.body));
      await link.expect("ACK");
      assert.deepEqual(await alice.do("answered"), { value: undefined });
      await alice.hears(LATE_HZ, OURS_HZ);
      await alice.do("hangUp");
      await link.expect("BYE");
      await Promise.all([alice.close(), bob.close()]);
    } finally {
      await browser.close();
    }
  });
}
