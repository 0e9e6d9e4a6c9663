// Bellwire and other phones for the browser call each other through Kamailio: each in the other browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";

const OURS_HZ = 440;
const THEIRS_HZ = 1_000;
const BROWSERS = ["Chromium", "Firefox"];

let site, kamailio, browsers;

before(async () => {
  // Both phones know MD5 only.
  [site, kamailio] = await Promise.all([startSite(), startKamailio()]);
  browsers = { Chromium: await chromium.launch({ loopback: false }), Firefox: await firefox.launch() };
});

after(() => closeAll(browsers?.Chromium, browsers?.Firefox, site, kamailio));

for (const [phone, script] of [["JsSIP", "jssip"], ["SIP.js", "sipjs"]]) {
  for (const [ours, theirs] of [BROWSERS, BROWSERS.toReversed()]) {
    describe(`Bellwire in ${ours} and ${phone} in ${theirs}`, () => {
      let alice, bob;

      const options = (user) => ({
        server: kamailio.ws,
        account: `sip:${user}@${DOMAIN}`,
        password: PASSWORD,
      });

      before(async () => {
        alice = await Person.at(browsers[ours], site);
        bob = await Person.at(browsers[theirs], site, script);
        assert.deepEqual(await alice.do("start", options("alice")), { value: undefined });
        await bob.do("start", options("bob"));
      });

      after(() => closeAll(alice, bob));

      /** They are in a call that `from` began, and hear each other. */
      async function talk(from) {
        const [to, fromHz, toHz] = from === alice ? [bob, OURS_HZ, THEIRS_HZ] : [alice, THEIRS_HZ, OURS_HZ];
        await from.do("call", `sip:${from === alice ? "bob" : "alice"}@${DOMAIN}`, fromHz);
        assert.equal((await to.do("ring")).user, from === alice ? "alice" : "bob");
        await Promise.all([to.do("answer", toHz), from.do("answered"), to.do("answered")]);
        await Promise.all([from.hears(toHz, fromHz), to.hears(fromHz, toHz)]);
      }

      for (const caller of ["Bellwire", phone]) {
        for (const leaver of ["Bellwire", phone]) {
          test(`${caller} calls, they hear each other, ${leaver} hangs up`, async () => {
            await talk(caller === "Bellwire" ? alice : bob);
            const [one, other] = leaver === "Bellwire" ? [alice, bob] : [bob, alice];
            await one.do("hangUp");
            assert.equal((await one.do("ended")).by, "local");
            assert.equal((await other.do("ended")).by, "remote");
          });
        }
      }

      test(`${phone} holds the call and takes it back, and Bellwire knows both`, async () => {
        await talk(alice);
        await bob.do("hold", true);
        assert.equal(await alice.do("remoteHold"), true);
        await bob.do("hold", false);
        assert.equal(await alice.do("remoteHold"), false);
        await Promise.all([alice.hears(THEIRS_HZ, OURS_HZ), bob.hears(OURS_HZ, THEIRS_HZ)]);
        await bob.do("hangUp");
        await Promise.all([alice.do("ended"), bob.do("ended")]);
      });

      test(`${phone} declines, and Bellwire says that it is busy`, async () => {
        await alice.do("call", "bob", OURS_HZ);
        await bob.do("ring");
        await bob.do("decline");
        const { by, error } = await alice.do("ended");
        assert.deepEqual([by, error.kind, error.status], ["remote", "busy", 486]);
        await bob.do("ended");
      });

      test(`Bellwire declines, and ${phone} is told that it is busy`, async () => {
        await bob.do("call", `sip:alice@${DOMAIN}`, THEIRS_HZ);
        await alice.do("ring");
        await alice.do("decline");
        assert.deepEqual(await bob.do("ended"), { by: "remote", status: 486 });
      });

      test(`Bellwire gives up while it rings at ${phone}`, async () => {
        await alice.do("call", "bob", OURS_HZ);
        await bob.do("ring");
        await alice.do("rings");
        await alice.do("hangUp");
        assert.equal((await alice.do("ended")).by, "local");
        assert.equal((await bob.do("ended")).by, "remote");
      });

      test(`${phone} gives up while it rings at Bellwire`, async () => {
        await bob.do("call", `sip:alice@${DOMAIN}`, THEIRS_HZ);
        await alice.do("ring");
        await bob.do("hangUp");
        const { by, error } = await alice.do("ended");
        assert.deepEqual([by, error.kind], ["remote", "cancelled"]);
        await bob.do("ended");
        assert.ok((await alice.sentLines()).includes("SIP/2.0 487 Request Terminated"));
      });
    });
  }
}
