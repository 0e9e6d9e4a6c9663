// What a listener may do inside an event: the core stays whole, and the events keep their order.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { within } from "../within.mjs";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";
import { PATIENCE } from "./until.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), launch()]);
});

after(async () => {
  await Promise.all([browser?.close(), site?.stop()]);
});

/**
 * Does one thing, once, inside an event of the phone or of the last call. Keeps what the call told, in its order; or what
 * the phone told, and the call that came in.
 */
function arm([type, deed]) {
  const { phone, calls } = globalThis.test.parts();
  const told = (globalThis.told = []);
  const keep = (target, types) => {
    for (const each of types) target.addEventListener(each, ({ state }) => told.push(each === "link" ? state : each));
  };
  const ofCall = ["progress", "answered", "ended"];
  const deeds = {
    call: () => calls.push(phone.call("carol", { audio: "recvonly" })),
    hangUp: () => calls.at(-1).hangUp(),
    throw: () => { throw new Error("a mistake in a listener"); },
    close: () => { globalThis.closing = phone.close(); },
  };
  const isOfPhone = ["registered", "call"].includes(type);
  if (isOfPhone) {
    keep(phone, ["link", "registered", "unregistered", "call"]);
    phone.addEventListener("call", ({ call }) => keep(call, ofCall));
  } else {
    keep(calls.at(-1), ofCall);
  }
  (isOfPhone ? phone : calls.at(-1)).addEventListener(type, deeds[deed], { once: true });
}

/** A person whose phone is made and not started, and her server. */
async function meet(work) {
  const server = await startScripted();
  const person = await Person.at(browser, site);
  try {
    await person.do("make", { server: server.url, account: "sip:alice@bellwire.test" });
    await work(person, server);
  } finally {
    await person.page.context().close();
    await server.stop();
  }
}

const arms = (person, type, deed) => person.page.evaluate(arm, [type, deed]);

/** Afterwards the core is whole: it answers whoever asks, or has signed out. */
async function isWhole(person, link, deed) {
  if (deed === "close") {
    const request = await link.expect("REGISTER");
    assert.equal(request.header("Expires"), "0");
    request.reply(200, "OK");
    await within(PATIENCE, person.page.evaluate(() => globalThis.closing), new Error("close() does not settle"));
    return;
  }
  link.send(
    "OPTIONS sip:alice@bellwire.test SIP/2.0\r\nVia: SIP/2.0/WS scripted.invalid;branch=z9hG4bKwhole\r\n" +
      "Max-Forwards: 70\r\nFrom: <sip:probe@bellwire.test>;tag=1\r\nTo: <sip:alice@bellwire.test>\r\n" +
      "Call-ID: whole\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
  );
  await link.expect("SIP/2.0 200");
}

/** What a listener throws is reported as any other mistake of the page, and nothing else is. */
async function reports(person, deed) {
  const { errors } = person.page;
  if (deed === "throw" && errors.length === 0) await person.page.waitForEvent("pageerror");
  assert.deepEqual(errors, deed === "throw" ? ["Error: a mistake in a listener"] : []);
}

/** Alice calls Bob, up to the moment of that event; gives her INVITE. */
async function callUntil(event, person, link, deed) {
  await person.do("call", "bob", "recvonly");
  await arms(person, event, deed);
  const invite = await link.expect("INVITE");
  invite.reply(180, "Ringing", { Contact: "<sip:bob@scripted.invalid;transport=ws>" });
  if (event === "progress") return invite;
  invite.answer();
  await link.expect("ACK");
  if (event === "answered") return invite;
  await person.do("answered");
  await person.do("hangUp");
  const bye = await link.expect("BYE");
  bye.reply(200, "OK");
  return invite;
}

/** This was told, in this order, nothing of it twice and nothing else. */
const isTold = async (person, ...events) => assert.deepEqual(await person.page.evaluate(() => globalThis.told), events);

/** What stands on the wire when a deed is done inside an event of a call that goes out. */
const expected = {
  progress: {
    call: async (link) => void (await link.expect("INVITE")),
    hangUp: async (link, invite) => {
      (await link.expect("CANCEL")).reply(200, "OK");
      invite.reply(487, "Request Terminated");
      await link.expect("ACK");
    },
    close: async (link) => void (await link.expect("CANCEL")),
  },
  answered: {
    call: async (link) => void (await link.expect("INVITE")),
    hangUp: async (link) => (await link.expect("BYE")).reply(200, "OK"),
    close: async (link) => (await link.expect("BYE")).reply(200, "OK"),
  },
  ended: {
    call: async (link) => void (await link.expect("INVITE")),
    hangUp: async () => {},
    close: async () => {},
  },
};

for (const event of ["progress", "answered", "ended"]) {
  describe(`inside ${event}`, () => {
    for (const deed of ["call", "hangUp", "throw", "close"]) {
      test(`a listener may ${deed}`, () =>
        meet(async (person, server) => {
          const starting = person.do("start");
          const link = await server.link();
          await link.register();
          await starting;
          const invite = await callUntil(event, person, link, deed);
          await expected[event][deed]?.(link, invite);
          await isWhole(person, link, deed);
          const before = { progress: [], answered: ["progress"], ended: ["progress", "answered"] }[event];
          const ends = event !== "ended" && ["hangUp", "close"].includes(deed);
          await isTold(person, ...before, event, ...(ends ? ["ended"] : []));
          await reports(person, deed);
        }));
    }
  });
}

describe("inside registered", () => {
  for (const deed of ["call", "throw", "close"]) {
    test(`a listener may ${deed}`, () =>
      meet(async (person, server) => {
        await arms(person, "registered", deed);
        const starting = person.do("start");
        const link = await server.link();
        await link.register();
        assert.deepEqual(await starting, { value: undefined });
        if (deed === "call") await link.expect("INVITE");
        await isWhole(person, link, deed);
        const signsOut = deed === "close" ? ["unregistered", "lost"] : [];
        await isTold(person, "connecting", "open", "registered", ...signsOut);
        await reports(person, deed);
      }));
  }
});

describe("inside the event of an incoming call", () => {
  for (const deed of ["call", "hangUp", "throw", "close"]) {
    test(`a listener may ${deed}`, () =>
      meet(async (person, server) => {
        const starting = person.do("start");
        const link = await server.link();
        const registration = await link.register();
        await starting;
        await arms(person, "call", deed);
        link.invite(registration);
        await link.expect("SIP/2.0 180");
        if (deed === "call") await link.expect("INVITE");
        const ends = ["hangUp", "close"].includes(deed);
        if (ends) await link.expect("SIP/2.0 486");
        await isWhole(person, link, deed);
        const signsOut = deed === "close" ? ["unregistered", "lost"] : [];
        await isTold(person, "call", ...(ends ? ["ended"] : []), ...signsOut);
        await reports(person, deed);
      }));
  }
});
