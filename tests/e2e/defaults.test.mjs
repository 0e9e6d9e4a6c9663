// Browsers as people have them: they hide this machine's addresses behind `.local` names until the microphone is allowed,
// and play nothing before a click (decision 9). The other tests switch that off. What drives Firefox counts as a click.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";

const ALICE_HZ = 440;
const BOB_HZ = 1_000;

/** How a person allows the microphone: Firefox's has done it for every page and is not asked. */
const ALLOW = {
  Chromium: (person) => person.page.context().grantPermissions(["microphone"]),
  Firefox: () => {},
};

let site, kamailio;

before(async () => {
  [site, kamailio] = await Promise.all([startSite(), startKamailio()]);
});

after(() => closeAll(site, kamailio));

for (const [name, { launch }] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(`${name} as it comes`, () => {
    let browser, alice, bob;

    before(async () => {
      browser = await launch({ asItComes: true });
      for (const user of ["alice", "bob"]) {
        const person = await Person.at(browser, site);
        const options = { server: kamailio.ws, account: `sip:${user}@${DOMAIN}`, password: PASSWORD };
        assert.equal((await person.do("start", options)).error, undefined);
        if (user === "alice") alice = person; else bob = person;
      }
    });

    after(() => closeAll(alice, bob, browser));

    /** What stands in the place of an address in each candidate for UDP. */
    const addresses = (sdp) => sdp.match(/(?<=^a=candidate:\S+ 1 udp \d+ )\S+/gim);
    const isHidden = (address) => address.endsWith(".local");
    const offered = async () =>
      addresses((await alice.wire()).findLast(({ text }) => text.startsWith("INVITE ")).text);

    async function call(from, to, wish, answerWish) {
      await from.do("call", from === alice ? "bob" : "alice", wish);
      await to.do("ring");
      const [answer, answered] = await Promise.all([to.do("answer", answerWish), from.do("answered")]);
      assert.deepEqual([answer.error, answered.error], [undefined, undefined]);
    }

    async function hangUp(person) {
      await person.do("hangUp");
      await Promise.all([alice.do("ended"), bob.do("ended")]);
    }

    test("before the microphone is allowed it shows names and no address", async () => {
      const found = addresses(await alice.do("atFarEnd", "offer", ["audio"]));
      assert.ok(found.length > 0 && found.every(isHidden), `${found}`);
    });

    if (name === "Chromium") {
      test("who answers without a click hears the other side from the next click on", async () => {
        await alice.page.mouse.click(10, 10);
        await call(alice, bob, ALICE_HZ, "recvonly");
        await bob.until(() => globalThis.test.connection() === "connected");
        assert.equal(await bob.do("plays"), false);
        await bob.page.mouse.click(10, 10);
        await bob.until(() => globalThis.test.plays());
        await bob.hears(ALICE_HZ);
        await hangUp(alice);
      });
    }

    test("a call without the microphone goes out with those names, and they hear each other", async () => {
      for (const person of [alice, bob]) await person.page.mouse.click(10, 10);
      await call(alice, bob, ALICE_HZ, BOB_HZ);
      assert.ok((await offered()).every(isHidden), `${await offered()}`);
      await Promise.all([alice.hears(BOB_HZ, ALICE_HZ), bob.hears(ALICE_HZ, BOB_HZ)]);
      await hangUp(alice);
    });

    test("a call with the microphone goes out with addresses only, for they are gathered when it is allowed", async () => {
      await ALLOW[name](alice);
      await call(alice, bob, null, BOB_HZ);
      assert.ok((await offered()).length > 0 && !(await offered()).some(isHidden), `${await offered()}`);
      await alice.hears(BOB_HZ);
      await bob.until(() => globalThis.test.hears() > 0);
      await hangUp(bob);
    });
  });
}
