// Candidates: all addresses of the machine are offered, and a connection that was kept warm has them at once (decision 9).

import assert from "node:assert/strict";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { after, before, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { stopClock } from "./clock.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { ownAddress } from "./processes.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

let site, browsers;

before(async () => {
  site = await startSite();
  browsers = { Chromium: await chromium.launch({ microphone: false }), Firefox: await firefox.launch() };
});

after(() => closeAll(browsers?.Chromium, browsers?.Firefox, site));

/**
 * From now on the connections that the page makes are kept in `made`, and what was thrown away unused in `rehearsed`. When
 * the UDP host candidates came is kept with each.
 */
function watch() {
  const made = (globalThis.made = []);
  const rehearsed = (globalThis.rehearsed = []);
  const Original = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Original {
    found = [];
    constructor(configuration) {
      super(configuration);
      (configuration ? made : rehearsed).push(this);
      this.addEventListener("icecandidate", ({ candidate }) => {
        if (/ 1 udp \d+ \S+ \d+ typ host/i.test(candidate?.candidate)) this.found.push(performance.now());
      });
    }
  };
}

const states = (person) => person.page.evaluate(() => globalThis.made.map(({ signalingState }) => signalingState));
const prepare = (person) => person.page.evaluate(() => globalThis.test.parts().phone.prepare());

/** Somebody who is registered; the microphone is allowed, unless `allowed` is false. In Firefox it is for every page. */
async function meet(work, { name = "Chromium", allowed = true, options = {}, extras } = {}) {
  const server = await startScripted();
  const person = await Person.at(browsers[name], site);
  const context = person.page.context();
  try {
    if (allowed && name === "Chromium") await context.grantPermissions(["microphone"], { origin: site.origin });
    await person.page.evaluate(watch);
    const starting = person.do("start", { server: server.url, account: "sip:alice@bellwire.test", ...options }, extras);
    const link = await server.link();
    const registration = await link.register();
    await starting;
    await work(person, link, context, registration, server);
    assert.deepEqual(person.page.errors, []);
  } finally {
    await context.close();
    await server.stop();
  }
}

/** The addresses of the UDP host candidates in a description, in their order. */
const hosts = (sdp) =>
  [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) \d+ typ host/gim)].map(([, address]) => address).sort();

/** All that this browser finds when it has the time. */
const all = (person) => person.page.evaluate(async () => {
  const peer = new RTCPeerConnection();
  peer.addTransceiver("audio");
  await peer.setLocalDescription();
  while (peer.iceGatheringState !== "complete") {
    await new Promise((resolve) => peer.addEventListener("icegatheringstatechange", resolve, { once: true }));
  }
  const { sdp } = peer.localDescription;
  peer.close();
  return sdp;
});

/** How many kinds of address lead to this machine, from outside. */
const ways = () => new Set(Object.values(networkInterfaces()).flat()
  .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
  .map(({ family }) => family)).size;

/** Two candidates that come one this many milliseconds after the other may be taken for all that there are (decision 8). */
const HOLE_MS = 3;

/** The longest pause between two of the candidates of the last connection, of which there are so many. */
async function longestPause(person, count) {
  await person.until((wanted) => globalThis.made.at(-1).found.length >= wanted, count);
  const found = await person.page.evaluate(() => globalThis.made.at(-1).found);
  return Math.max(0, ...found.slice(1).map((at, index) => at - found[index]));
}

/** She calls, and all these addresses are in the offer. A machine that held the browser up between two of them has more tries. */
async function offersAll(person, link, known, begin = async () => {}) {
  for (let tries = 1; ; tries += 1) {
    await begin();
    await person.do("call", "bob", null);
    const invite = await link.expect("INVITE");
    const offered = hosts(invite.body);
    const heldUp = offered.length < known.length && (await longestPause(person, known.length)) >= HOLE_MS;
    if (!heldUp || tries === 10) return assert.deepEqual(offered, known);
    invite.reply(486, "Busy Here");
    await link.expect("ACK");
  }
}

for (const name of ["Chromium", "Firefox"]) {
  test(`in ${name} every address of the machine is in the offer, of a first connection and of one that was prepared`, () =>
    meet(async (person, link) => {
      const known = hosts(await all(person));
      assert.ok(known.length >= Math.max(1, ways()), `${known} are not all that lead to this machine`);
      await offersAll(person, link, known);
      await offersAll(person, link, known, () => prepare(person));
    }, { name }));
}

for (const name of ["Chromium", "Firefox"]) {
  test(`in ${name} a page that is registered makes its first connection for nobody, and only once`, () =>
    meet(async (person, link, context, registration, server) => {
      await person.until(() => globalThis.rehearsed[0]?.signalingState === "closed");
      const { made, gathering } = await person.page.evaluate(() => ({
        made: globalThis.made.length,
        gathering: globalThis.rehearsed.map(({ iceGatheringState }) => iceGatheringState),
      }));
      assert.deepEqual(gathering, ["new"], "no address was looked for");
      assert.equal(made, 0, "nothing is kept");
      const again = person.do("start", { server: server.url, account: "sip:carol@bellwire.test" });
      await (await server.link()).register();
      await again;
      await person.page.evaluate(() => new Promise((done) => { setTimeout(done); }));
      assert.equal(await person.page.evaluate(() => globalThis.rehearsed.length), 1);
    }, { name, allowed: false }));
}

test("a call that follows a registration at once has the page's first connection", async () => {
  const server = await startScripted();
  const person = await Person.at(browsers.Chromium, site);
  try {
    await person.page.evaluate(watch);
    await person.do("make", { server: server.url, account: "sip:alice@bellwire.test" });
    await person.page.evaluate(() => {
      const { phone } = globalThis.test.parts();
      phone.addEventListener("registered", () => phone.call("bob", { audio: "recvonly" }));
    });
    const starting = person.do("start");
    const link = await server.link();
    await link.register();
    await starting;
    await link.expect("INVITE");
    assert.equal(await person.page.evaluate(() => globalThis.rehearsed.length), 0);
    await person.close();
  } finally {
    await server.stop();
  }
});

test("the next call takes the connection that was warmed, and no other is made", () =>
  meet(async (person, link) => {
    await prepare(person);
    await prepare(person);
    assert.deepEqual(await states(person), ["stable"], "one at most");
    await person.do("call", "bob", null);
    await link.expect("INVITE");
    assert.deepEqual(await states(person), ["have-local-offer"]);
  }));

test("a call that comes in warms the connection for its answer", () =>
  meet(async (person, link, context, registration) => {
    link.invite(registration);
    await link.expect("SIP/2.0 180");
    await person.do("ring");
    assert.deepEqual(await states(person), ["stable"]);
    const answering = person.do("answer", null);
    const answer = await link.expect("SIP/2.0 200");
    link.ack(answer);
    await answering;
    assert.equal((await states(person)).length, 1, "and the answer took it");
  }));

test("nothing is warmed before the microphone is allowed, and what is warm is thrown away when it is not any more", () =>
  meet(async (person, link, context) => {
    await prepare(person);
    assert.deepEqual(await states(person), [], "its candidates would be names that no server resolves");
    await context.grantPermissions(["microphone"], { origin: site.origin });
    await person.until(async () =>
      (await navigator.permissions.query({ name: "microphone" })).state === "granted");
    await prepare(person);
    assert.deepEqual(await states(person), ["stable"]);
    await context.clearPermissions();
    await person.page.waitForFunction(() => globalThis.made[0].signalingState === "closed");
  }, { allowed: false }));

test("what is warm is thrown away with the network that it is of, and after a minute", () =>
  meet(async (person, link, context) => {
    await prepare(person);
    await context.setOffline(true);
    await person.page.waitForFunction(() => globalThis.made[0].signalingState === "closed");
    await person.page.evaluate(() => {
      globalThis.back = new Promise((resolve) => addEventListener("online", () => resolve(true), { once: true }));
    });
    await context.setOffline(false);
    await person.page.evaluate(() => globalThis.back);
    await person.page.clock.install();
    await prepare(person);
    await person.page.clock.fastForward(50_000);
    assert.deepEqual(await states(person), ["closed", "stable"]);
    await person.page.clock.fastForward(10_000);
    assert.deepEqual(await states(person), ["closed", "closed"]);
  }));

test("no relay is asked for a connection that nobody has called with yet", () =>
  meet(async (person) => {
    await prepare(person);
    assert.deepEqual(await states(person), []);
  }, { options: { iceServers: [{ urls: ["turn:127.0.0.1:9"], username: "u", credential: "p" }] } }));

test("servers that the application is asked for are those of the next call, whichever way it goes", () => {
  const stun = (port) => [{ urls: [`stun:127.0.0.1:${port}`] }];
  const used = async (person) => (await person.do("configuration")).iceServers.flatMap(({ urls }) => urls);
  return meet(async (person, link, context, registration) => {
    await prepare(person);
    await person.do("call", "bob", null);
    await link.expect("INVITE");
    assert.deepEqual(await used(person), ["stun:127.0.0.1:7"]);
    link.invite(registration);
    await link.expect("SIP/2.0 180");
    await person.do("ring");
    const answering = person.do("answer", null);
    link.ack(await link.expect("SIP/2.0 200"));
    await answering;
    assert.deepEqual(await used(person), ["stun:127.0.0.1:9"]);
  }, { extras: { servers: [stun(7), stun(9)] } });
});

/** The same with a STUN server, which tells `work` that it was asked, and never answers. */
async function meetDeaf(work, name) {
  const deaf = createSocket("udp4").bind(0, ownAddress());
  try {
    await once(deaf, "listening");
    const iceServers = [{ urls: `stun:${deaf.address().address}:${deaf.address().port}` }];
    const asked = once(deaf, "message");
    await meet((person, link) => work(person, link, asked), { name, options: { iceServers } });
  } finally {
    deaf.close();
  }
}

test("a STUN server that never answers holds an INVITE up until the deadline, and no longer", () =>
  meetDeaf(async (person, link, asked) => {
    await stopClock(person.page);
    await person.do("call", "bob", null);
    await asked; // So gathering is under way.
    await person.page.waitForFunction(() => /typ host/.test(globalThis.made[0]?.localDescription?.sdp ?? ""));
    await person.page.clock.runFor(900);
    assert.ok(!(await person.sentLines()).some((line) => line.startsWith("INVITE")), "it may answer yet");
    await person.page.clock.runFor(200);
    const invite = await link.expect("INVITE");
    assert.ok(hosts(invite.body).length >= 1);
  }));

test("in Firefox too, which gathers on for long after", () =>
  meetDeaf(async (person, link, asked) => {
    const known = hosts(await all(person));
    await person.page.evaluate(() => {
      const begun = performance.now();
      globalThis.test.parts().phone.addEventListener("trace", ({ sent, text }) => {
        if (!sent || !text.startsWith("INVITE")) return;
        globalThis.left = { after: performance.now() - begun, while: globalThis.made.at(-1).iceGatheringState };
      });
    });
    await person.do("call", "bob", null);
    await asked;
    const invite = await link.expect("INVITE");
    const left = await person.page.evaluate(() => globalThis.left);
    assert.equal(left.while, "gathering", "it is not the end of gathering that was waited for");
    assert.ok(left.after >= 1_000, `the server had a second to answer, and not ${left.after} ms`);
    assert.deepEqual(hosts(invite.body), known, "what there is by then is all of its own addresses");
  }, "Firefox"));
