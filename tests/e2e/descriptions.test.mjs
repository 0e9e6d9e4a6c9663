// Descriptions that the browser refuses: each ends its own call in a sentence, and the call beside it goes on.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { sdp, startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

const NEAR_HZ = 440;
const FAR_HZ = 880;

const OFFER = sdp("actpass", "sendrecv");

/** What is wrong with an offer. */
const BROKEN = [
  ["a fingerprint that is none", OFFER.replace(/(a=fingerprint:sha-256) \S+/, "$1 ZZ")],
  ["an ICE password that is too short", OFFER.replace(/(a=ice-pwd:)\S+/, "$1x")],
  ["no codec that is known", OFFER.replace("opus/48000/2", "unheard/8000")],
];

let site, server;

before(async () => {
  [site, server] = await Promise.all([startSite(), startScripted()]);
});

after(() => closeAll(site, server));

for (const [name, { launch }] of [["Chromium", chromium], ["Firefox", firefox]]) {
  describe(`${name}, in a call that stands, is offered`, () => {
    let browser, alice, link, registration;

    before(async () => {
      browser = await launch();
      alice = await Person.at(browser, site);
      const starting = alice.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
      link = await server.link();
      registration = await link.register();
      await starting;
      await alice.do("atFarEnd", "send", FAR_HZ);
      link.invite(registration, {}, await alice.do("atFarEnd", "offer", []));
      await link.expect("SIP/2.0 180");
      await alice.do("ring");
      const answering = alice.do("answer", NEAR_HZ);
      const answer = await link.expect("SIP/2.0 200");
      await alice.do("atFarEnd", "take", answer.body);
      link.ack(answer);
      await answering;
      await alice.hears(FAR_HZ, NEAR_HZ);
    });

    after(() => closeAll(alice, browser));

    for (const [what, broken] of BROKEN) {
      test(`${what}: it is refused by 488, and the call goes on`, async () => {
        link.invite(registration, {}, broken, what.replaceAll(" ", "-"));
        await link.expect("SIP/2.0 180");
        await alice.do("ring");
        const { error } = await alice.do("answer", "recvonly");
        await link.expect("SIP/2.0 488");
        assert.equal(error.kind, "incompatible");
        assert.match(error.message, /Ask whoever runs the server/);
        assert.doesNotMatch(error.message, /\n/);
        assert.equal((await alice.do("ended")).error.kind, "incompatible");
        await alice.do("goBack");
        await alice.hears(FAR_HZ, NEAR_HZ);
      });
    }
  });
}
