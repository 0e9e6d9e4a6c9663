// A browser and a phone that knows G.711 only, sipp, call each other through Kamailio and rtpengine (decision 30).

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startRtpengine } from "./rtpengine.mjs";
import { ECHO, TONE } from "./sipp-steps.mjs";
import { startSipp } from "./sipp.mjs";
import { startSite } from "./site.mjs";

const ALICE = `sip:alice@${DOMAIN}`;
const ALICE_HZ = 440;
const DAVE_HZ = 1_000;

let site, rtpengine, kamailio, dave, steps;

before(async () => {
  [site, rtpengine] = await Promise.all([startSite(), startRtpengine()]);
  kamailio = await startKamailio({ rtpengine });
  dave = await startSipp({ server: kamailio.udp, user: "dave", frequency: DAVE_HZ });
  steps = dave.steps;
});

after(() => closeAll(dave, kamailio, rtpengine, site));

for (const [name, { launch }] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(`${name} and sipp`, () => {
    let browser, alice;

    before(async () => {
      browser = await launch();
      alice = await Person.at(browser, site);
      const options = { server: kamailio.ws, account: ALICE, password: PASSWORD };
      assert.deepEqual(await alice.do("start", options), { value: undefined });
    });

    after(() => closeAll(alice, browser));

    /** Does this while sipp plays its scenario, and sees both to the end. */
    const during = (playing, work) => Promise.all([playing, work()]).finally(() => dave.interrupt());

    test("what Bellwire says comes back from a phone that sends what it hears", () =>
      during(dave.echo(
        steps.expect("INVITE"), steps.answer("180 Ringing"), steps.answer("200 OK", { port: ECHO }), steps.expect("ACK"),
        steps.expect("BYE"), steps.agree(),
      ), async () => {
        await alice.do("call", "dave", ALICE_HZ);
        assert.deepEqual(await alice.do("answered"), { value: undefined });
        await alice.hears(ALICE_HZ, DAVE_HZ);
        await alice.do("hangUp");
        assert.equal((await alice.do("ended")).by, "local");
      }));

    test("sipp calls and is heard, and Bellwire hangs up", () =>
      during(dave.play(
        steps.call(ALICE), steps.taken(ALICE), steps.play(), steps.expect("BYE"), steps.agree(),
      ), async () => {
        assert.equal((await alice.do("ring")).user, "dave");
        assert.deepEqual(await alice.do("answer", ALICE_HZ), { value: undefined });
        await alice.hears(DAVE_HZ, ALICE_HZ);
        await alice.do("hangUp");
        await alice.do("ended");
      }));

    test("sipp calls and hangs up after a second", () =>
      during(dave.play(
        steps.call(ALICE), steps.taken(ALICE), steps.play(), steps.pause(1_000), steps.hangUp(ALICE),
      ), async () => {
        await alice.do("ring");
        await alice.do("answer", ALICE_HZ);
        assert.deepEqual(await alice.do("ended"), { by: "remote", status: null, error: undefined });
      }));

    test("an announcement is heard before the answer, and Bellwire gives up", () =>
      during(dave.play(
        steps.expect("INVITE"), steps.answer("183 Session Progress", { port: TONE }), steps.play(),
        steps.expect("CANCEL"), steps.answer("200 OK", { method: "CANCEL" }),
        steps.answer("487 Request Terminated"), steps.expect("ACK"),
      ), async () => {
        await alice.do("call", "dave", ALICE_HZ);
        assert.equal(await alice.do("rings"), "network");
        await alice.hears(DAVE_HZ, ALICE_HZ);
        assert.equal(await alice.do("state"), "ringing");
        await alice.do("hangUp");
        assert.equal((await alice.do("ended")).by, "local");
      }));

    test("an announcement is followed by the answer, and the call stands", () =>
      during(dave.play(
        steps.expect("INVITE"), steps.answer("183 Session Progress", { port: TONE }), steps.play(), steps.pause(500),
        steps.answer("200 OK", { port: TONE }), steps.expect("ACK"), steps.expect("BYE"), steps.agree(),
      ), async () => {
        await alice.do("call", "dave", ALICE_HZ);
        assert.deepEqual(await alice.do("answered"), { value: undefined });
        await alice.hears(DAVE_HZ, ALICE_HZ);
        await alice.do("hangUp");
        await alice.do("ended");
      }));

    for (const [line, kind] of [["486 Busy Here", "busy"], ["603 Decline", "declined"]]) {
      test(`sipp answers ${line}, and Bellwire says ${kind}`, () =>
        during(dave.play(steps.expect("INVITE"), steps.answer(line), steps.expect("ACK")), async () => {
          await alice.do("call", "dave", ALICE_HZ);
          const { by, error, status } = await alice.do("ended");
          assert.deepEqual([by, error.kind, status], ["remote", kind, Number.parseInt(line, 10)]);
        }));
    }

    test("sipp gives up while it rings", async () => {
      const before = await alice.page.evaluate(() => globalThis.test.parts().calls.length);
      await during(dave.play(steps.call(ALICE), steps.rings(), steps.cancel(ALICE)), async () => {
        // It may be over before we can ask whether it rings.
        await alice.until((known) => globalThis.test.parts().calls.length > known, before);
        const { by, error } = await alice.do("ended");
        assert.deepEqual([by, error.kind], ["remote", "cancelled"]);
      });
    });
  });
}
