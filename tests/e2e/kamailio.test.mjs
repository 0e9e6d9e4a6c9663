// Two people in two pages talk through a real Kamailio.

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

/** Who sits where, and how the server knows them. */
const SITUATIONS = [
  { protocol: "ws", sha256: false, at: { alice: "Chromium", bob: "Chromium" } },
  { protocol: "wss", sha256: true, at: { alice: "Chromium", bob: "Firefox" } },
  { protocol: "ws", sha256: false, at: { alice: "Firefox", bob: "Firefox" } },
];

let site, browsers;

before(async () => {
  site = await startSite();
  browsers = { Chromium: await chromium.launch({ loopback: false }), Firefox: await firefox.launch() };
});

after(() => closeAll(browsers?.Chromium, browsers?.Firefox, site));

for (const { protocol, sha256, at } of SITUATIONS) {
  describe(`Alice in ${at.alice} and Bob in ${at.bob} by ${protocol}, digest ${sha256 ? "SHA-256" : "MD5"}`, () => {
    let kamailio, alice, bob;

    const options = (user) => ({
      server: kamailio[protocol],
      account: `sip:${user}@${DOMAIN}`,
      password: PASSWORD,
      displayName: user === "alice" ? "Alice" : "Bob",
    });

    before(async () => {
      kamailio = await startKamailio({ sha256 });
      alice = await Person.at(browsers[at.alice], site);
      bob = await Person.at(browsers[at.bob], site);
    });

    after(() => closeAll(alice, bob, kamailio));

    test("both register by digest, in two round trips each", async () => {
      assert.deepEqual(await alice.do("start", options("alice")), { value: undefined });
      assert.deepEqual(await bob.do("start", options("bob")), { value: undefined });
      const wire = await alice.wire();
      assert.deepEqual(wire.map(({ text }) => text.split(" ")[0] + " " + text.split(" ")[1]).slice(0, 4), [
        `REGISTER sip:${DOMAIN}`, "SIP/2.0 401", `REGISTER sip:${DOMAIN}`, "SIP/2.0 200",
      ]);
      assert.match(wire[2].text, sha256 ? /algorithm=SHA-256/ : /Authorization: Digest/);
      assert.match(wire[2].text, /response=…,/, "the trace shows no digest");
    });

    test("the registration is a flow of its own with a GRUU, and calls are made from there", async () => {
      const [, , register, accepted] = (await alice.wire()).map(({ text }) => text);
      assert.match(register, /^Contact: .*;\+sip\.instance="<urn:uuid:[0-9a-f-]{36}>".*;reg-id=1/m);
      assert.match(accepted, /^Require: outbound\r$/m);
      const [, gruu] = accepted.match(/pub-gruu="(sip:[^"]+;gr=[^"]+)"/);
      await alice.do("call", "nobody", "recvonly");
      await alice.do("ended");
      const invite = (await alice.wire()).find(({ text }) => text.startsWith("INVITE "));
      assert.ok(invite.text.includes(`\r\nContact: <${gruu}>\r\n`), invite.text);
    });

    for (const [caller, who] of [["alice", "Alice calls Bob"], ["bob", "Bob calls Alice"]]) {
      for (const side of ["caller", "callee"]) {
        test(`${who}, they hear each other, the ${side} hangs up`, async () => {
          const [from, to] = caller === "alice" ? [alice, bob] : [bob, alice];
          const [fromHz, toHz] = caller === "alice" ? [ALICE_HZ, BOB_HZ] : [BOB_HZ, ALICE_HZ];
          await from.do("call", caller === "alice" ? "bob" : "alice", fromHz);
          const { name } = await to.do("ring");
          assert.equal(name, caller === "alice" ? "Alice" : "Bob");
          assert.equal(await from.do("rings"), "local");
          const [answer, answered] = await Promise.all([to.do("answer", toHz), from.do("answered")]);
          assert.equal(answer.error, undefined);
          assert.equal(answered.error, undefined);
          await Promise.all([from.hears(toHz, fromHz), to.hears(fromHz, toHz)]);
          const leaver = side === "caller" ? from : to;
          const other = side === "caller" ? to : from;
          await leaver.do("hangUp");
          assert.deepEqual(await leaver.do("ended"), { by: "local", status: null, error: undefined });
          assert.deepEqual(await other.do("ended"), { by: "remote", status: null, error: undefined });
        });
      }
    }

    test("Alice leaves the offer to Bob, and they hear each other", async () => {
      const before = (await alice.wire()).length;
      await alice.do("call", "bob", ALICE_HZ, "late");
      await bob.do("ring");
      const [answer, answered] = await Promise.all([bob.do("answer", BOB_HZ), alice.do("answered")]);
      assert.deepEqual([answer.error, answered.error], [undefined, undefined]);
      await Promise.all([alice.hears(BOB_HZ, ALICE_HZ), bob.hears(ALICE_HZ, BOB_HZ)]);
      const wire = (await alice.wire()).slice(before).map(({ text }) => text);
      for (const invite of wire.filter((text) => text.startsWith("INVITE "))) assert.doesNotMatch(invite, /^v=0/m);
      assert.match(wire.findLast((text) => text.startsWith("ACK ")), /^v=0[^]*^m=audio [1-9]/m);
      await alice.do("hangUp");
      assert.equal((await bob.do("ended")).by, "remote");
    });

    test("with microphones instead of tones, and the microphones are off afterwards", async () => {
      await alice.do("call", "bob", null);
      await bob.do("ring");
      const [answer, answered] = await Promise.all([bob.do("answer", null), alice.do("answered")]);
      assert.deepEqual([answer.error, answered.error], [undefined, undefined]);
      for (const person of [alice, bob]) await person.until(() => globalThis.test.hears() > 0);
      assert.deepEqual(await alice.do("microphones"), ["live"]);
      await alice.do("hangUp");
      await Promise.all([alice.do("ended"), bob.do("ended")]);
      for (const person of [alice, bob]) {
        await person.until(() => globalThis.test.microphones().every((state) => state === "ended"));
      }
    });

    test("Bob declines, and Alice hears that he is busy", async () => {
      await alice.do("call", `bob@${DOMAIN}`, ALICE_HZ);
      await bob.do("ring");
      await bob.do("decline");
      const { by, error } = await alice.do("ended");
      assert.deepEqual([by, error.kind, error.status], ["remote", "busy", 486]);
      assert.match(error.message, /later|again/i);
    });

    test("Alice gives up while it rings, and Bob has missed a call", async () => {
      await alice.do("call", "bob", null);
      await bob.do("ring");
      await alice.do("rings");
      assert.equal((await alice.do("microphones")).at(-1), "live");
      await alice.do("hangUp");
      assert.equal((await alice.do("ended")).by, "local");
      await alice.until(() => globalThis.test.microphones().every((state) => state === "ended"), undefined, 1_000);
      const { by, error } = await bob.do("ended");
      assert.deepEqual([by, error.kind], ["remote", "cancelled"]);
      assert.ok((await alice.sentLines()).some((line) => line.startsWith("CANCEL ")));
    });

    test("an unknown user is told as such", async () => {
      await alice.do("call", "nobody", ALICE_HZ);
      const { by, error } = await alice.do("ended");
      assert.deepEqual([by, error.kind, error.status], ["remote", "notFound", 404]);
      assert.match(error.message, /[Cc]heck/);
    });

    test("a wrong password is told at once, after exactly two REGISTERs", async () => {
      const eve = await Person.at(browsers[at.bob], site);
      const { error } = await eve.do("start", { ...options("eve"), password: "guess" });
      assert.equal(error.kind, "credentials");
      assert.match(error.message, /password/);
      assert.equal((await eve.sentLines()).length, 2);
      await eve.stop();
    });

    test("Kamailio is restarted while nothing happens, both register again, and Bob is reached", async () => {
      await kamailio.restart(async () => {
        for (const person of [alice, bob]) {
          const { error } = await person.do("seen", { type: "link", state: "lost" });
          assert.equal(error.kind, "transport");
        }
      });
      for (const person of [alice, bob]) {
        await person.until(() => globalThis.test.log.filter(({ type }) => type === "registered").length === 2);
      }
      await alice.do("call", "bob", ALICE_HZ);
      await bob.do("ring");
      assert.deepEqual(await bob.do("answer", BOB_HZ), { value: undefined });
      await Promise.all([alice.hears(BOB_HZ, ALICE_HZ), bob.hears(ALICE_HZ, BOB_HZ)]);
      await alice.do("hangUp");
      await Promise.all([alice.do("ended"), bob.do("ended")]);
    });

    test("closing takes the binding away, and a call then finds nobody", async () => {
      await bob.do("close");
      const lines = await bob.sentLines();
      assert.match(lines.at(-1), /^REGISTER /);
      await alice.do("call", "bob", ALICE_HZ);
      assert.equal((await alice.do("ended")).error.kind, "notFound");
    });
  });
}
