// What goes wrong between a page and its server: each is told by a kind and by words that name the next step,
// and nothing hangs.

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, describe, test } from "node:test";
import { listen } from "../loopback.mjs";
import { launch } from "./chromium.mjs";
import { startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { freePort } from "./processes.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

const START_LIMIT_MS = 30_000;

/** Every cause that a browser hides, in the order to check them. */
const UNREACHABLE = /certificate.*https:\/\/.*port and path.*subprotocol.*wss:.*local network.*proxy/s;

let site, browser, mute;

before(async () => {
  site = await startSite();
  browser = await launch();
  mute = await launch({ microphone: false, careful: true });
});

after(async () => {
  await Promise.all([browser?.close(), mute?.close(), site?.stop()]);
});

const options = (server) => ({ server, account: "sip:alice@bellwire.test" });

/** Runs `work` with a person and a scripted server; afterwards the page must have thrown nothing. */
async function meet(work, { using = browser, ...settings } = {}) {
  const server = await startScripted(settings);
  const person = await Person.at(using, site);
  try {
    await work(person, server);
    await person.close();
  } finally {
    await person.page.context().close();
    await server.stop();
  }
}

/** A person who is registered, the link to her, and her REGISTER. */
async function register(person, server) {
  const starting = person.do("start", options(server.url));
  const link = await server.link();
  const registration = await link.register();
  assert.deepEqual(await starting, { value: undefined });
  return { link, registration };
}

function assertError(error, kind, advice) {
  assert.equal(error?.name, "SipError", `an error of kind ${kind}`);
  assert.equal(error.kind, kind, error.message);
  assert.match(error.message, advice);
}

describe("frames that are no SIP", () => {
  const frames = [
    ["text", "Is this the pizza service?"],
    ["half a start line", "INVITE sip:alice@bellwire.test SI"],
    ["binary", Buffer.from([0xff, 0xfe, 0x00, 0x80, 0xc3, 0x28])],
    ["nothing", ""],
    ["100 kB of it", "x".repeat(100_000)],
  ];
  for (const [name, frame] of frames) {
    test(`${name}: a warning says what to do, and the phone registers and calls as before`, () =>
      meet(async (person, server) => {
        const starting = person.do("start", options(server.url));
        const link = await server.link();
        const registration = await link.expect("REGISTER");
        link.send(frame);
        assertError((await person.do("seen", { type: "warning" })).error, "protocol", /Show the trace/);
        registration.reply(200, "OK", { Contact: registration.header("Contact") });
        assert.deepEqual(await starting, { value: undefined });
        link.send(frame);
        await person.do("call", "bob", "recvonly");
        const invite = await link.expect("INVITE");
        link.send(frame);
        invite.answer();
        assert.deepEqual(await person.do("answered"), { value: undefined });
      }));
  }

  test("a request cut off within its headers is answered 400, and a warning says what to do", () =>
    meet(async (person, server) => {
      const { link } = await register(person, server);
      const via = "Via: SIP/2.0/WS scripted.invalid;branch=z9hG4bKcut";
      link.send(`INVITE sip:alice@bellwire.test SIP/2.0\r\n${via}\r\n`);
      await link.expect("SIP/2.0 400");
      assertError((await person.do("seen", { type: "warning" })).error, "protocol", /Show the trace/);
    }));
});

describe("no way to the server", () => {
  // TRP-08.
  test("where nothing listens, each cause that the browser hides is named, and the next try announced", () =>
    meet(async (person) => {
      await person.do("make", options(`ws://127.0.0.1:${await freePort()}`));
      void person.do("start").catch(() => {});
      const { error, retryIn } = await person.do("seen", { type: "link", state: "lost" });
      assertError(error, "unreachable", UNREACHABLE);
      assert.ok(retryIn >= 0 && retryIn <= 1_000, `the next try comes within a second, not in ${retryIn} ms`);
      await person.do("close");
      assertError((await person.do("started")).error, "closed", /phone\.start\(\)/);
    }));

  test("a certificate that the browser refuses is the first of those causes", () =>
    meet(async (person) => {
      const kamailio = await startKamailio();
      try {
        await person.do("make", options(kamailio.wss));
        void person.do("start").catch(() => {});
        const { error } = await person.do("seen", { type: "link", state: "lost" });
        assertError(error, "unreachable", UNREACHABLE);
        assert.match(error.message, /in this order: the certificate \(open https:/);
        await person.do("close");
      } finally {
        await kamailio.stop();
      }
    }, { using: mute }));

  test("a server that closes at once, for ever, is tried at longer and longer pauses, and start() rejects", () =>
    meet(async (person, server) => {
      await person.page.clock.install();
      await person.do("make", options(server.url));
      const starting = person.do("start");
      // Decision 20: at once, but not all pages together; then 1, 2, 4 … 30 s, and half of that at the least.
      for (const [least, most] of [[0, 1], [0.5, 1], [1, 2], [2, 4], [4, 8], [8, 16], [15, 30], [15, 30]]) {
        (await server.link()).drop();
        const { retryIn } = await person.do("seen", { type: "link", state: "lost" });
        assert.ok(least * 1_000 <= retryIn && retryIn <= most * 1_000, `${retryIn} ms, not ${least} to ${most} s`);
        await person.page.evaluate(() => globalThis.test.log.splice(0));
        await person.page.clock.fastForward(retryIn);
      }
      assertError((await starting).error, "transport", /connects again by itself/);
      await person.do("close");
    }));

  test("start() rejects with that after its 30 seconds", () =>
    meet(async (person) => {
      await person.page.clock.install();
      await person.do("make", options(`ws://127.0.0.1:${await freePort()}`));
      const starting = person.do("start");
      await person.do("seen", { type: "link", state: "lost" });
      await person.page.clock.fastForward(START_LIMIT_MS);
      assertError((await starting).error, "unreachable", UNREACHABLE);
    }));

  test("a server that takes the connection and says nothing is given up after 20 seconds", () =>
    meet(async (person) => {
      const silent = createServer().on("upgrade", () => {});
      const { port, stop } = await listen(silent);
      try {
        await person.page.clock.install();
        await person.do("make", options(`ws://127.0.0.1:${port}`));
        const starting = person.do("start");
        await once(silent, "upgrade");
        await person.page.clock.fastForward(20_000);
        const { error } = await person.do("seen", { type: "link", state: "lost" });
        assertError(error, "unreachable", UNREACHABLE);
        await person.page.clock.fastForward(START_LIMIT_MS - 20_000);
        assertError((await starting).error, "unreachable", /did not accept in time/);
      } finally {
        await stop();
      }
    }));

  test("a server that never answers REGISTER lets start() reject after its 30 seconds", () =>
    meet(async (person, server) => {
      await person.page.clock.install();
      await person.do("make", options(server.url));
      const starting = person.do("start");
      await (await server.link()).expect("REGISTER");
      await person.page.clock.fastForward(START_LIMIT_MS);
      assertError((await starting).error, "timeout", /ask whoever runs the server/);
    }));

  // Chromium fails the handshake itself in both cases, so the page never sees a socket without the
  // subprotocol: what it can be told is `unreachable`, whose text names the subprotocol among the causes.
  for (const [name, subprotocol] of [["agrees to none", false], ["agrees to another", "chat"]]) {
    // TRP-01.
    test(`a server that ${name} of the subprotocols is unreachable, and the words name the subprotocol`, () =>
      meet(async (person, server) => {
        await person.do("make", options(server.url));
        void person.do("start").catch(() => {});
        const { error } = await person.do("seen", { type: "link", state: "lost" });
        assertError(error, "unreachable", /subprotocol “sip”/);
        await person.do("close");
      }, { subprotocol }));
  }
});

describe("a connection that breaks", () => {
  test("after registration, the phone says when it tries again, and registers again", () =>
    meet(async (person, server) => {
      const { link } = await register(person, server);
      link.drop();
      const { error, retryIn } = await person.do("seen", { type: "link", state: "lost" });
      assertError(error, "transport", /connects again by itself/);
      assert.ok(retryIn >= 0 && retryIn <= 1_000, `the next try comes within a second, not in ${retryIn} ms`);
      const again = await server.link();
      await again.register();
      await person.page.waitForFunction(
        () => globalThis.test.log.filter(({ type }) => type === "registered").length === 2,
      );
    }));

  test("while start() waits, it goes on and resolves at the next try", () =>
    meet(async (person, server) => {
      const starting = person.do("start", options(server.url));
      const link = await server.link();
      await link.expect("REGISTER");
      link.drop();
      await (await server.link()).register();
      assert.deepEqual(await starting, { value: undefined });
    }));

  test("while a call is being set up, the call ends with that, and what to do", () =>
    meet(async (person, server) => {
      const { link } = await register(person, server);
      await person.do("call", "bob", "recvonly");
      await link.expect("INVITE");
      link.drop();
      const { by, error } = await person.do("ended");
      assert.equal(by, "network");
      assertError(error, "transport", /try again then/);
      assertError((await person.do("answered")).error, "transport", /try again then/);
    }));
});

describe("a microphone that is not allowed", () => {
  test("an outgoing call fails with what to do, and the server never hears of it", () =>
    meet(async (person, server) => {
      const { link } = await register(person, server);
      await person.do("call", "bob", null);
      assertError((await person.do("answered")).error, "microphoneDenied", /Allow it .* listening only/);
      assert.equal((await person.do("ended")).by, "local");
      await person.do("call", "bob", "recvonly");
      assert.match((await link.expect("INVITE")).text, /a=recvonly/, "the first INVITE is the second call's");
    }, { using: mute }));

  test("an incoming call goes on ringing, and can be answered by listening only", () =>
    meet(async (person, server) => {
      const { link, registration } = await register(person, server);
      link.invite(registration);
      await link.expect("SIP/2.0 180");
      await person.do("ring");
      for (let time = 1; time <= 2; time += 1) {
        const { error } = await person.do("answer", null);
        assertError(error, "microphoneDenied", /Allow it .* listening only/);
        assert.equal(await person.do("state"), "ringing");
      }
      const answering = person.do("answer", "recvonly");
      const answer = await link.expect("SIP/2.0 200");
      assert.match(answer.text, /a=recvonly/);
      link.ack(answer);
      assert.deepEqual(await answering, { value: undefined });
    }, { using: mute }));
});

describe("mistakes of the page", () => {
  test("a page that listens to no call answers 480", () =>
    meet(async (person, server) => {
      await person.do("make", options(server.url), { takesCalls: false });
      const starting = person.do("start");
      const link = await server.link();
      const registration = await link.register();
      await starting;
      link.invite(registration);
      await link.expect("SIP/2.0 180");
      await link.expect("SIP/2.0 480");
    }));

  test("a call to what is no address, or before start(), is refused at once", () =>
    meet(async (person, server) => {
      await person.do("make", options(server.url));
      assertError((await person.do("call", "bob", "recvonly")).error, "notStarted", /Wait for phone\.start\(\)/);
      const starting = person.do("start");
      const link = await server.link();
      await link.register();
      await starting;
      for (const target of ["not an @ address", "", "sip:", "bob\r\nEvil: 1"]) {
        const { error } = await person.do("call", target, "recvonly");
        assertError(error, "target", /sip:bob@example\.com/);
      }
      const { error } = await person.do("call", "bob", "recvonly", "early");
      assertError(error, "configuration", /offer: must be "late"/);
      await person.do("call", "bob", "recvonly");
      assert.match((await link.expect("INVITE")).text, /^INVITE sip:bob@bellwire\.test /);
    }));

  test("tones and a redirection that are no texts are refused as what they are not, and the call rings on", () =>
    meet(async (person, server) => {
      const { link, registration } = await register(person, server);
      link.invite(registration);
      await link.expect("SIP/2.0 180");
      await person.do("ring");
      for (const tones of [12, null, { tones: "12" }]) {
        assertError((await person.do("sendTones", tones)).error, "tones", /Send digits/);
      }
      for (const redirect of [5, null, ["sip:bob@example.com"]]) {
        assertError((await person.do("decline", { redirect })).error, "target", /sip:bob@example\.com/);
      }
      assert.deepEqual(await person.do("decline", { redirect: "bob" }), { value: undefined });
      assert.match((await link.expect("SIP/2.0 302")).header("Contact"), /sip:bob@bellwire\.test/);
    }));

  const wrong = [
    ["server", { server: "ws://sip.example.com" }, /wss:/],
    ["server", { server: "https://sip.example.com" }, /wss:\/\/sip\.example\.com/],
    ["server", { server: undefined }, /is missing/],
    ["account", { account: "alice" }, /sip:alice@example\.com/],
    ["displayName", { displayName: "Alice\r\nEvil: 1" }, /line break/],
    ["expires", { expires: -1 }, /above zero/],
    ["pasword", { pasword: "secret" }, /no such option/],
  ];
  test("a bad option is refused by its name, with what is right", () =>
    meet(async (person, server) => {
      for (const [option, bad, advice] of wrong) {
        const { error } = await person.do("start", { ...options(server.url), ...bad });
        assertError(error, "configuration", advice);
        assert.match(error.message, new RegExp(`${option}:.*Correct it`));
      }
    }));
});

describe("a page that goes away", () => {
  const ways = [
    // Chromium waits half a second for a page that is closed, and a busy machine may need that for itself.
    ["is closed", (page) => page.close(), { tries: 3 }],
    ["is left for another", (page) => page.goto("about:blank"), { tries: 1 }],
  ];
  for (const [name, leave, { tries }] of ways) {
    const saysGoodbye = () => meet(async (person, server) => {
      const { link } = await register(person, server);
      await person.do("call", "bob", "recvonly");
      (await link.expect("INVITE")).answer();
      await link.expect("ACK");
      await leave(person.page);
      await link.expect("BYE");
      assert.equal((await link.expect("REGISTER")).header("Expires"), "0");
      await link.closed();
    });
    test(`and ${name} hangs up and takes its registration away`, async () => {
      for (let left = tries; left > 1; left -= 1) {
        if (await saysGoodbye().then(() => true, () => false)) return;
      }
      await saysGoodbye();
    });
  }
});
