// The options of a phone, from the page to the wire.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { meet as meetAnybody, setStage } from "./stage.mjs";
import { until } from "./until.mjs";

const stage = setStage();

/** A registered person with these options, her link and her REGISTER. */
function meet(settings, extras, work, prepare) {
  return meetAnybody(stage, settings, extras, async ({ person, link, starting }) => {
    const registration = settings.register === false ? undefined : await link.register();
    assert.deepEqual(await starting, { value: undefined });
    await work({ person, link, registration });
  }, prepare);
}

/** What goes out over the WebSocket and what the page reports come by two ways, in either order. */
async function reports({ page }, pattern) {
  await until(() => page.errors.length > 0);
  assert.match(page.errors.splice(0).join(), pattern);
}

test("what the application says stands on the wire", () =>
  meet({
    displayName: "Alice Liddell",
    registrar: "sip:registrar.bellwire.test",
    outboundProxy: "sip:edge.bellwire.test",
    route: ["sip:second.bellwire.test;lr"],
    expires: 90,
    contactParams: { q: "0.5", "+sip.ice": "", "+x.note": "a b" },
    headers: { REGISTER: { "X-Device": "tab" }, INVITE: { Subject: "Lunch", "X-Desk": "7" } },
    userAgent: "Wonderland/1.0",
    literalHash: true,
  }, undefined, async ({ person, link, registration }) => {
    assert.match(registration.text, /^REGISTER sip:registrar\.bellwire\.test SIP/);
    assert.equal(registration.header("Expires"), "90");
    assert.equal(registration.header("X-Device"), "tab");
    await person.do("call", "#31#bob", "recvonly");
    const invite = await link.expect("INVITE");
    assert.match(invite.text, /^INVITE sip:#31#bob@bellwire\.test SIP/);
    assert.equal(invite.header("Subject"), "Lunch");
    assert.equal(invite.header("X-Desk"), "7");
    assert.equal(invite.header("X-Device"), undefined);
    for (const request of [registration, invite]) {
      assert.match(request.header("From"), /^"Alice Liddell" <sip:alice@/);
      assert.equal(request.header("User-Agent"), "Wonderland/1.0");
      assert.match(request.text, /\r\nRoute: <sip:edge\.bellwire\.test;lr>\r\nRoute: <sip:second\.bellwire\.test;lr>/);
      assert.match(request.header("Contact"), /;q=0\.5;\+sip\.ice;\+x\.note="a b"$/);
    }
  }));

test("without registration the phone is ready when the link is open, and can call", () =>
  meet({ register: false }, undefined, async ({ person, link }) => {
    await person.do("call", "bob", "recvonly");
    await link.expect("INVITE");
  }));

test("timers and limits are the application's", () =>
  meet({ timers: { keepAlive: 1 }, limits: { message: 1500 } }, undefined, async ({ link, registration }) => {
    await link.ping();
    link.invite(registration, { "X-Long": "x".repeat(2_000) });
    await link.expect("SIP/2.0 513");
  }));

test("ICE servers may be a value", () => {
  const iceServers = [{ urls: ["stun:127.0.0.1:9"] }];
  return meet({ iceServers }, undefined, async ({ person, link }) => {
    await person.do("call", "bob", "recvonly");
    await link.expect("INVITE");
    const { iceServers: [server], iceTransportPolicy } = await person.do("configuration");
    assert.deepEqual([server.urls, iceTransportPolicy], [["stun:127.0.0.1:9"], "all"]);
  });
});

test("relay policy without a relay sends nothing, and says what to do", () =>
  meet({ iceTransportPolicy: "relay" }, undefined, async ({ person }) => {
    await person.do("call", "bob", "recvonly");
    const { error } = await person.do("answered");
    assert.equal(error.kind, "media");
    assert.match(error.message, /TURN server/);
  }));

test("ICE servers may be asked for, each time anew", () => {
  const turn = (credential) => [{ urls: ["turn:127.0.0.1:9"], username: "u", credential }];
  const servers = [turn("first"), turn("second")];
  return meet({}, { servers }, async ({ person, link }) => {
    for (const credential of ["first", "second"]) {
      await person.do("call", "bob", "recvonly");
      const invite = await link.expect("INVITE");
      const [{ urls, credential: used }] = (await person.do("configuration")).iceServers;
      assert.deepEqual([urls, used], [["turn:127.0.0.1:9"], credential]);
      invite.reply(486, "Busy Here");
      await link.expect("ACK");
    }
  });
});

test("a call goes out also when nobody can say which ICE servers there are, and that is reported", () =>
  meet({}, { servers: [] }, async ({ person, link }) => {
    await person.do("call", "bob", "recvonly");
    await link.expect("INVITE");
    await reports(person, /must give an array of RTCIceServer/);
  }));

test("a call goes out after 5 seconds when the ICE servers are asked for and never come, and that is reported", () =>
  meet({}, { servers: "never" }, async ({ person, link }) => {
    await person.page.clock.install();
    await person.do("call", "bob", "recvonly");
    await person.do("seen", { type: "serversAsked" });
    await person.page.clock.fastForward(5_000);
    await link.expect("INVITE");
    await reports(person, /an array of RTCIceServer in time/);
  }));

test("what comes in time leaves no timer behind", async () => {
  const { within } = await import("../../www/bellwire/within.js");
  const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
  const before = timers();
  assert.equal(await within(60_000, Promise.resolve(7), new Error("late")), 7);
  await assert.rejects(within(60_000, Promise.reject(new Error("refused")), new Error("late")), /refused/);
  assert.equal(timers(), before);
  await assert.rejects(within(1, new Promise(() => {}), new Error("late")), /late/);
});

test("a call that is given up while the ICE servers are asked for leaves nothing behind", () =>
  meet({}, { servers: "never" }, async ({ person, link }) => {
    await person.do("call", "bob", null);
    await person.do("seen", { type: "serversAsked" });
    await person.do("hangUp");
    assert.equal((await person.do("ended")).by, "local");
    assert.deepEqual(await person.do("microphones"), []);
    link.send("\r\n\r\n");
    await link.pong();
  }));

test("what cannot be meant is refused by its name", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const options = { server: "ws://127.0.0.1:9", account: "sip:alice@bellwire.test" };
  for (const [settings, words] of [
    [{ registrar: "bellwire.test" }, /registrar: must be a SIP address/],
    [{ registrar: 1 }, /registrar: must be a text/],
    [{ outboundProxy: "edge" }, /outboundProxy: must be a SIP address/],
    [{ route: "sip:edge" }, /route: must be an array/],
    [{ route: ["edge"] }, /route: must be a SIP address/],
    [{ contactParams: { expires: "1" } }, /contactParams: holds a parameter that the phone writes itself/],
    [{ contactParams: { q: 1 } }, /contactParams: must be/],
    [{ headers: { INVITE: { Via: "x" } } }, /headers: holds a header that the phone writes itself/],
    [{ headers: { INVITE: { "X-A": "x\r\nEvil: 1" } } }, /headers: holds/],
    [{ headers: { "X-A": "x" } }, /headers: must be an object/],
    [{ iceServers: "stun:x" }, /iceServers: must be an array/],
    [{ iceTransportPolicy: "none" }, /iceTransportPolicy: must be/],
    [{ timers: { retries: 1 } }, /timers: must be/],
    [{ limits: { message: "1" } }, /limits: must be/],
    [{ literalHash: "yes" }, /literalHash: must be/],
    [{ account: "sips:alice@bellwire.test" }, /account: is sips:, which needs encryption/],
  ]) {
    const { error } = await person.do("start", { ...options, ...settings });
    assert.equal(error?.kind, "configuration", JSON.stringify(settings));
    assert.match(error.message, words);
  }
  await person.close();
});

/** Decision 28: the answer comes at once, from the same place that dials. */
test("what is dialled is an address or is refused at once", () =>
  meet({}, undefined, async ({ person, link }) => {
    for (const target of ["", "http://bob.test", "tel:bob", "sip:", "bob@", "bob\r\nEvil: 1"]) {
      const { error } = await person.do("call", target, "recvonly");
      assert.equal(error?.kind, "target", target);
    }
    assert.equal((await person.do("call", "sips:bob@bellwire.test", "recvonly")).error.kind, "insecure");
    for (const [target, uri] of [
      ["+1 (555) 12-34", "sip:+15551234@bellwire.test"],
      ["tel:+1-555-1234", "sip:+15551234@bellwire.test;user=phone"],
      ["#31#0123", "sip:%2331%230123@bellwire.test"],
      ["bob@elsewhere.test", "sip:bob@elsewhere.test"],
    ]) {
      await person.do("call", target, "recvonly");
      const invite = await link.expect("INVITE");
      assert.ok(invite.text.startsWith(`INVITE ${uri} SIP/2.0\r\n`), invite.text);
      invite.reply(486, "Busy Here");
      await link.expect("ACK");
    }
  }));

/** A failed refresh does not say that the phone is unregistered, for it is not. */
test("a refresh that fails is told with the time that is left", () =>
  meet({ expires: 600 }, undefined, async ({ person, link }) => {
    await person.page.clock.fastForward(300_000);
    (await link.expect("REGISTER")).reply(500, "Server Error");
    const { error, left } = await person.do("seen", { type: "refreshfailed" });
    assert.equal(error.kind, "server");
    assert.ok(left > 250 && left <= 300, `${left}`);
    await link.register();
    await person.page.waitForFunction(
      () => globalThis.test.log.filter(({ type }) => type === "registered").length === 2,
    );
  }, (page) => page.clock.install()));
