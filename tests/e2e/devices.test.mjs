// Silence when a person wants it, and the choice of microphone and speaker: proved by what arrives at the far end, which
// is a second connection of the browser's own.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";
import { until } from "./until.mjs";

const NEAR_HZ = 440;
const FAR_HZ = 880;
/** The microphone that Firefox has from the start, and one that is plugged in. */
const FIRST_HZ = 600;
const PLUGGED_HZ = 1_000;
const SESSION = { Contact: "<sip:bob@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };
const REFUSED = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n";

/** As many packets as a browser sends in a second. */
const A_SECOND = 50;

let site, server;

before(async () => {
  [site, server] = await Promise.all([startSite(), startScripted()]);
});

after(() => closeAll(site, server));

/** Somebody registered, and her link. */
async function arrive(browser, prepare) {
  const person = await Person.at(browser, site);
  if (prepare) await person.page.evaluate(prepare);
  const starting = person.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
  const link = await server.link();
  await link.register();
  assert.deepEqual(await starting, { value: undefined });
  return { person, link };
}

/** The far end, in this person's page, takes the call. */
async function take(invite, link, person) {
  await person.do("atFarEnd", "send", FAR_HZ);
  invite.reply(200, "OK", SESSION, await person.do("atFarEnd", "answer", invite.body));
  await link.expect("ACK");
}

/** She calls, and sends that. */
async function talk(browser, audio) {
  const { person, link } = await arrive(browser);
  assert.deepEqual(await person.do("call", "bob", audio), { value: undefined });
  await take(await link.expect("INVITE"), link, person);
  assert.deepEqual(await person.do("answered"), { value: undefined });
  return { person, link };
}

async function leave(person, link) {
  await person.do("hangUp");
  await link.expect("BYE");
  await person.close();
}

/** At the far end this frequency arrives; or anything, if it does not matter which. */
const isHeard = (person, frequency) => person.until(async (wanted) => {
  const heard = globalThis.test.far.hears();
  return wanted === undefined ? heard > 0 : Math.abs(heard - wanted) <= 12;
}, frequency);

/**
 * At the far end it becomes silent and stays so for two seconds, in which packets arrive as ever; what was on its way still
 * begins them anew. The pretended microphone beeps each second.
 */
async function isSilent(person) {
  let goal = null;
  await until(async () => {
    const [heard, packets] = await person.page.evaluate(async () =>
      [globalThis.test.far.hears(), await globalThis.test.far.packets()]);
    goal = heard === 0 ? (goal ?? packets + 2 * A_SECOND) : null;
    return goal !== null && packets >= goal;
  }).catch(() => assert.fail("two seconds of silence should come"));
}

/** The microphone that has this in its name. */
async function microphone(person, name) {
  const { microphones } = await person.do("devices");
  const found = microphones.find(({ label }) => label.includes(name));
  assert.ok(found, `${name} is among ${JSON.stringify(microphones)}`);
  return found.id;
}

/** Listens to the phone, or to the call that came as this one; what is returned waits until it is told. */
async function listen(person, target, type) {
  const at = await person.page.evaluate(([where, name]) => {
    const { phone, calls } = globalThis.test.parts();
    const told = (globalThis.told ??= []);
    const at = told.push(null) - 1;
    const take = ({ muted, error }) => { told[at] = { muted, kind: error?.kind, message: error?.message }; };
    (where === "phone" ? phone : calls[where]).addEventListener(name, take, { once: true });
    return at;
  }, [target, type]);
  return async () => {
    await person.until((index) => globalThis.told[index] !== null, at);
    return person.page.evaluate((index) => globalThis.told[index], at);
  };
}

for (const [name, { launch }, other] of [["Chromium", chromium, "Input 2"], ["Firefox", firefox, `${PLUGGED_HZ} Hz`]]) {
  describe(`in ${name}`, () => {
    let browser;
    before(async () => {
      browser = await launch();
      await browser.sound?.plug(PLUGGED_HZ);
    });
    after(() => browser?.close());

    test("a stream of the application is muted by silence in packets, and its track is left as it is", async () => {
      const { person, link } = await talk(browser, NEAR_HZ);
      await isHeard(person, NEAR_HZ);
      const told = await listen(person, 0, "mute");
      await person.do("mute");
      assert.equal((await told()).muted, true);
      assert.equal(await person.do("muted"), true);
      await isSilent(person);
      assert.deepEqual(await person.do("given"), { tracks: [["live", true]], sent: false });
      const again = await listen(person, 0, "mute");
      await person.do("unmute");
      assert.equal((await again()).muted, false);
      await isHeard(person, NEAR_HZ);
      assert.deepEqual(await person.do("given"), { tracks: [["live", true]], sent: true });
      await person.do("mute");
      await leave(person, link);
    });

    test("what is muted before there is a microphone stays so, and a chosen one stays chosen, by a fresh connection", async () => {
      const { person, link } = await arrive(browser);
      await person.page.evaluate(() => {
        const { phone, calls } = globalThis.test.parts();
        calls.push(phone.call("bob"));
        calls[0].mute();
      });
      const invite = await link.expect("INVITE");
      assert.deepEqual(await person.do("useMicrophone", await microphone(person, other)), { value: undefined });
      invite.reply(200, "OK", SESSION, REFUSED);
      await link.expect("ACK");
      await take(await link.expect("INVITE"), link, person);
      assert.match(await person.do("sends"), new RegExp(other));
      await isSilent(person);
      await person.do("unmute");
      await isHeard(person, name === "Firefox" ? PLUGGED_HZ : undefined);
      await person.do("mute");
      assert.deepEqual(await person.do("useMicrophone", ""), { value: undefined });
      assert.doesNotMatch(await person.do("sends"), new RegExp(other));
      await isSilent(person);
      await person.do("unmute");
      await isHeard(person, name === "Firefox" ? FIRST_HZ : undefined);
      const live = (await person.do("microphones")).filter((state) => state === "live");
      assert.equal(live.length, 1, "those that were replaced are stopped");
      await leave(person, link);
    });

    test("another microphone is told as chosen when it is sent, and no sooner", async () => {
      const { person, link } = await arrive(browser, () => {
        const told = globalThis.told = [];
        const { replaceTrack } = RTCRtpSender.prototype;
        RTCRtpSender.prototype.replaceTrack = async function replaceTrackLate(track) {
          await replaceTrack.call(this, track);
          await new Promise((done) => { setTimeout(done, 100); });
          told.push("sent");
        };
      });
      await person.do("call", "bob");
      await take(await link.expect("INVITE"), link, person);
      const chosen = await person.page.evaluate(async () => {
        await globalThis.test.parts().calls[0].useMicrophone("");
        return [...globalThis.told, "chosen"];
      });
      assert.deepEqual(chosen, ["sent", "chosen"]);
      await leave(person, link);
    });

    test("a microphone that is named is the one that sends, and goes on if another cannot be opened", async () => {
      const { person, link } = await arrive(browser);
      await person.page.evaluate(async () => {
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true }); // Only then have devices names.
        for (const track of stream.getTracks()) track.stop();
      });
      await person.do("call", "bob", { microphone: await microphone(person, other) });
      await take(await link.expect("INVITE"), link, person);
      assert.match(await person.do("sends"), new RegExp(other));
      const { error } = await person.do("useMicrophone", "there is none of this name");
      assert.equal(error.kind, "microphoneMissing");
      assert.match(error.message, /Plug one in/);
      await isHeard(person, name === "Firefox" ? PLUGGED_HZ : undefined);
      assert.match(await person.do("sends"), new RegExp(other));
      await leave(person, link);
    });
  });
}

test("a microphone that is unplugged in a call is told with a next step, which mends it; another call goes on", async () => {
  const browser = await firefox.launch();
  try {
    const { person, link } = await arrive(browser);
    const far = await Person.at(browser, site);
    await person.do("call", "carol", NEAR_HZ);
    await take(await link.expect("INVITE"), link, far);
    await person.do("call", "bob", null);
    await take(await link.expect("INVITE"), link, person);

    // Firefox tells it to whoever uses a microphone, and has the person's eye.
    await person.page.bringToFront();
    const plugged = await listen(person, "phone", "deviceschange");
    const pullOut = await browser.sound.plug(PLUGGED_HZ);
    await plugged();
    const kept = await microphone(person, `${FIRST_HZ} Hz`);
    assert.deepEqual(
      await person.do("useMicrophone", await microphone(person, `${PLUGGED_HZ} Hz`)), { value: undefined });
    await isHeard(person, PLUGGED_HZ);

    const trouble = await listen(person, 1, "mediatrouble");
    const changed = await listen(person, "phone", "deviceschange");
    await pullOut();
    const { kind, message } = await trouble();
    assert.equal(kind, "microphoneLost");
    assert.match(message, /The call goes on.*Choose another one/);
    await changed();
    assert.ok(!(await person.do("devices")).microphones.some(({ label }) => label.includes(`${PLUGGED_HZ} Hz`)));
    assert.equal(await person.do("state"), "active");
    await isHeard(far, NEAR_HZ);

    assert.deepEqual(await person.do("useMicrophone", kept), { value: undefined });
    await isHeard(person, FIRST_HZ);
    await isHeard(far, NEAR_HZ);
    await person.do("hangUp");
    await link.expect("BYE");
    await person.do("goBack");
    assert.equal(await person.do("state"), "active");
    await isHeard(far, NEAR_HZ);
    await leave(person, link);
    await far.close();
  } finally {
    await browser.close();
  }
});

describe("what cannot be had is told in words", () => {
  let browser;
  before(async () => { browser = await chromium.launch({ microphone: false }); });
  after(() => browser?.close());

  test("devices are listed without a question to the person, and have names once a microphone is allowed", async () => {
    const { person } = await arrive(browser);
    const before = await person.do("devices");
    assert.ok(before.microphones.length > 0);
    assert.ok([...before.microphones, ...before.speakers].every(({ label }) => label === ""));
    assert.deepEqual(await person.do("microphones"), [], "none was opened");
    await person.page.context().grantPermissions(["microphone"], { origin: site.origin });
    const { microphones, speakers } = await person.do("devices");
    assert.ok([...microphones, ...speakers].every(({ id, label }) => id && label));
    await person.stop();
  });

  test("a call that sends nothing, or is over, takes no microphone", async () => {
    const { person, link } = await talk(browser, "recvonly");
    const idle = await person.do("useMicrophone", "");
    assert.equal(idle.error.kind, "wrongState");
    assert.match(idle.error.message, /another microphone for one that sends something/);
    const nonsense = await person.do("useMicrophone", 7);
    assert.equal(nonsense.error.kind, "configuration");
    await person.do("hangUp");
    await link.expect("BYE");
    assert.equal((await person.do("useMicrophone", "")).error.kind, "noSuchCall");
    await person.do("mute");
    assert.equal(await person.do("muted"), false, "nothing is left to be muted");
    assert.deepEqual(await person.do("microphones"), []);
    await person.close();
  });

  test("a permission that is missing leaves a call with what it sends", async () => {
    const { person, link } = await talk(browser, NEAR_HZ);
    const { error } = await person.do("useMicrophone", "");
    assert.equal(error.kind, "microphoneDenied");
    assert.match(error.message, /Allow it beside the address bar/);
    await isHeard(person, NEAR_HZ);
    await leave(person, link);
  });

  test("the other side is played by the speaker that is chosen, also in what is attached later", async () => {
    const { person, link } = await talk(browser, NEAR_HZ);
    await person.page.context().grantPermissions(["microphone"], { origin: site.origin });
    const { speakers } = await person.do("devices");
    const { id } = speakers.at(-1);
    assert.deepEqual(await person.do("useSpeaker", id), { value: undefined });
    const { error } = await person.do("useSpeaker", "there is none of this name");
    assert.equal(error.kind, "speaker");
    assert.match(error.message, /Choose another one/);
    await person.page.evaluate(() => {
      globalThis.late = new Audio();
      globalThis.test.parts().calls[0].attach(globalThis.late);
    });
    await person.until((wanted) => globalThis.late.sinkId === wanted, id);
    assert.equal(await person.page.evaluate(() => document.getElementById("remote").sinkId), id);
    await leave(person, link);
  });

  test("a speaker that is chosen before there is anything to hear plays what comes then", async () => {
    const { person, link } = await arrive(browser);
    await person.page.context().grantPermissions(["microphone"], { origin: site.origin });
    const { id } = (await person.do("devices")).speakers.at(-1);
    await person.do("call", "bob", NEAR_HZ);
    const invite = await link.expect("INVITE");
    assert.deepEqual(await person.do("useSpeaker", id), { value: undefined });
    await take(invite, link, person);
    await person.do("answered");
    await person.until((wanted) => document.getElementById("remote").sinkId === wanted, id);
    assert.deepEqual(await person.page.evaluate(() => globalThis.test.log.filter(({ type }) => type === "mediatrouble")), []);
    await leave(person, link);
  });

  test("a browser that lets no page choose a speaker says so", async () => {
    const { person, link } = await arrive(browser, () => { delete HTMLMediaElement.prototype.setSinkId; });
    await person.do("call", "bob", "recvonly");
    const { error } = await person.do("useSpeaker", "");
    assert.equal(error.kind, "speaker");
    assert.match(error.message, /this browser lets no page choose.*settings of the system/);
    await link.expect("INVITE");
    await person.close();
  });
});
