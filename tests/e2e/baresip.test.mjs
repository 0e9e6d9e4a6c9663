// A browser and a phone with plain RTP, baresip, call each other through Kamailio and rtpengine.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startBaresip } from "./baresip.mjs";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startRtpengine } from "./rtpengine.mjs";
import { startSite } from "./site.mjs";

const ALICE_HZ = 440;
const CAROL_HZ = 1_000;

let site, rtpengine, kamailio, carol;

before(async () => {
  [site, rtpengine] = await Promise.all([startSite(), startRtpengine()]);
  kamailio = await startKamailio({ rtpengine });
  carol = await startBaresip({ server: kamailio.udp, user: "carol", frequency: CAROL_HZ });
});

after(() => closeAll(carol, kamailio, rtpengine, site));

for (const [name, { launch }] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(`${name} and baresip`, () => {
    let browser, alice;

    before(async () => {
      browser = await launch();
      alice = await Person.at(browser, site);
      const options = { server: kamailio.ws, account: `sip:alice@${DOMAIN}`, password: PASSWORD };
      assert.deepEqual(await alice.do("start", options), { value: undefined });
    });

    after(() => closeAll(alice, browser));

    const calls = {
      async Bellwire() {
        await alice.do("call", "carol", ALICE_HZ);
        assert.equal((await carol.seen("CALL_INCOMING")).peeruri, `sip:alice@${DOMAIN}`);
        assert.equal(await alice.do("rings"), "local");
        await carol.do("accept");
        assert.deepEqual(await alice.do("answered"), { value: undefined });
      },
      async baresip() {
        await carol.do("dial", `sip:alice@${DOMAIN}`);
        assert.equal((await alice.do("ring")).user, "carol");
        await carol.seen("CALL_RINGING");
        assert.deepEqual(await alice.do("answer", ALICE_HZ), { value: undefined });
      },
    };
    const hearEachOther = () => Promise.all([alice.hears(CAROL_HZ, ALICE_HZ), carol.hears(ALICE_HZ)]);
    const hangsUp = {
      async Bellwire() {
        await alice.do("hangUp");
        assert.equal((await alice.do("ended")).by, "local");
        await carol.closed();
      },
      async baresip() {
        await carol.do("hangup");
        assert.deepEqual(await alice.do("ended"), { by: "remote", status: null, error: undefined });
        await carol.closed();
      },
    };

    for (const caller of ["Bellwire", "baresip"]) {
      for (const leaver of ["Bellwire", "baresip"]) {
        test(`${caller} calls, they hear each other, ${leaver} hangs up`, async () => {
          await calls[caller]();
          await hearEachOther();
          await hangsUp[leaver]();
        });
      }
    }

    // baresip 1.0 tells over its control port that a tone has ended, and not which.
    test("a tone arrives at baresip, and what is no tone is refused", async () => {
      await calls.Bellwire();
      await hearEachOther();
      assert.deepEqual(await alice.do("sendTones", "7"), { value: undefined });
      await carol.seen("CALL_DTMF_END");
      assert.equal((await alice.do("sendTones", "seven")).error.kind, "tones");
      await hangsUp.Bellwire();
    });

    test("baresip holds the call and takes it back, and Bellwire knows both", async () => {
      await calls.Bellwire();
      await hearEachOther();
      await carol.do("hold");
      await alice.until(() => globalThis.test.remoteHold());
      await carol.do("resume");
      await alice.until(() => !globalThis.test.remoteHold());
      await alice.hears(CAROL_HZ, ALICE_HZ); // What baresip hears it does not record after a hold.
      await hangsUp.baresip();
    });

    test("baresip declines, and Bellwire says that it is busy", async () => {
      await alice.do("call", "carol", ALICE_HZ);
      await carol.seen("CALL_INCOMING");
      await carol.do("hangup");
      const { by, error } = await alice.do("ended");
      assert.deepEqual([by, error.kind, error.status], ["remote", "busy", 486]);
      await carol.closed();
    });

    test("Bellwire declines, and baresip is told that it is busy", async () => {
      await carol.do("dial", `sip:alice@${DOMAIN}`);
      await alice.do("ring");
      await alice.do("decline");
      assert.equal(await carol.closed(), "486 Busy Here");
    });

    test("Bellwire gives up while it rings at baresip", async () => {
      await alice.do("call", "carol", ALICE_HZ);
      await carol.seen("CALL_INCOMING");
      await alice.do("rings");
      await alice.do("hangUp");
      assert.equal((await alice.do("ended")).by, "local");
      await carol.closed();
    });

    test("baresip gives up while it rings at Bellwire", async () => {
      await carol.do("dial", `sip:alice@${DOMAIN}`);
      await alice.do("ring");
      await carol.seen("CALL_RINGING");
      await carol.do("hangup");
      const { by, error } = await alice.do("ended");
      assert.deepEqual([by, error.kind], ["remote", "cancelled"]);
      await carol.closed();
    });
  });
}
