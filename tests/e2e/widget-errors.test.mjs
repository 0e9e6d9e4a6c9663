// What goes wrong with the click-to-call element: the person reads a sentence that names a next step, and the page gets
// an error of a kind.

import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { OTHER_NAME, launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { DOMAIN, startKamailio } from "./kamailio.mjs";
import { freePort } from "./processes.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";
import { Visitor } from "./visitor.mjs";

const OWNER = /Tell the owner of this site/;

const POLICY = /Permissions-Policy/;

/** What the person mends alone. */
const PERSONAL = ["microphoneDenied", "microphoneMissing"];

let browser, site, server;

before(async () => {
  const answers = {
    "/refuses": (_, response) => {
      response.statusCode = 403;
      response.end();
    },
    "/babbles": (_, response) => response.end("<!doctype html>"),
  };
  [browser, site] = await Promise.all([launch(), startSite({ answers })]);
});

beforeEach(async () => {
  server = await startScripted();
});

afterEach(() => server.stop());

after(() => closeAll(browser, site));

const attributes = () => ({ server: server.url, target: "sales", label: "Call us" });

/** Somebody clicks; what must be told is `kind`, to the page `message`, to the person `words`. */
async function fails({ using = browser, at = site.origin, given = attributes(), options }, kind, message, words) {
  const anna = await Visitor.at(using, at, given, options);
  await anna.do("press", "button");
  await anna.fails(kind, message, words);
  await anna.sees("status", "No call");
  await anna.focusIsOn("Call again");
  assert.equal(await anna.do("state"), "failed");
  const isForOwner = await anna.page.locator("summary").isVisible();
  assert.equal(isForOwner, !PERSONAL.includes(kind) || message.source === POLICY.source, "details for who can use them");
  if (isForOwner) await anna.page.locator("summary").click();
  if (isForOwner) assert.match(await anna.do("says", "details"), message, "the owner of the site finds the reason there");
  return anna;
}

describe("wrong attributes", () => {
  const bare = (name) => () => Object.fromEntries(Object.entries(attributes()).filter(([known]) => known !== name));
  const rows = [
    ["no server", bare("server"), "configuration", /server: is missing/],
    ["no target", bare("target"), "configuration", /target: is missing/],
    ["a server of https:", () => ({ ...attributes(), server: "https://sip.example.com" }), "configuration", /server: must be a WebSocket.*wss:/],
    ["a server without encryption", () => ({ ...attributes(), server: "ws://sip.example.com" }), "configuration", /server: is plain ws:/],
    ["a password", () => ({ ...attributes(), password: "secret" }), "configuration", /password: everybody can read an attribute/],
    ["a target that is no address", () => ({ ...attributes(), target: "not an @ address" }), "target", /not an address.*sip:bob@example\.com/],
  ];
  for (const [name, given, kind, message] of rows) {
    test(`${name}: the person is told whom to tell, and the page what is wrong`, async () => {
      const anna = await fails({ given: given() }, kind, message, OWNER);
      await anna.close();
    });
  }

  test("and when they are right, calling again works", async () => {
    const anna = await fails({ given: { ...attributes(), target: "" } }, "configuration", /target: is missing/, OWNER);
    await anna.page.locator("bellwire-call").evaluate((element) => { element.target = "sales"; });
    await anna.click("again");
    await (await server.link()).expect("INVITE");
    await anna.sees("alert", "");
    await anna.close();
  });
});

describe("credentials", () => {
  test("a wrong password", async () => {
    const kamailio = await startKamailio();
    try {
      const given = { server: kamailio.ws, target: `sip:bob@${DOMAIN}`, label: "Call us" };
      const credentials = { account: `sip:visitor@${DOMAIN}`, password: "guess" };
      const anna = await fails(
        { given, options: { properties: { credentials } } },
        "credentials", /407.*sign in again/s, /did not accept this page\. Reload/,
      );
      await anna.close();
    } finally {
      await kamailio.stop();
    }
  });

  for (const [path, reason] of [["/refuses", /403/], ["/babbles", /JSON/]]) {
    test(`an authorize-url that ${path.slice(1)}`, async () => {
      const given = { ...attributes(), "authorize-url": path };
      const anna = await fails({ given }, "credentials", reason, /did not accept this page\. Reload/);
      await anna.close();
    });
  }

  test("a function that never says who calls", async () => {
    const anna = await Visitor.at(browser, site.origin, attributes());
    await anna.page.clock.install();
    await anna.do("giveCredentials", "never");
    await anna.click("button");
    await anna.do("seen", { type: "asked" });
    await anna.page.clock.fastForward(120_000);
    await anna.fails("credentials", /nobody said in time who calls/, /did not accept this page\. Reload/);
    await anna.close();
  });

  test("refused ones are asked for anew by the next call", async () => {
    const anna = await Visitor.at(browser, site.origin, attributes());
    await anna.do("giveCredentials", { account: "sip:old@bellwire.test" }, { account: "sip:new@bellwire.test" });
    for (const [user, press] of [["old", "button"], ["new", "again"]]) {
      await anna.click(press);
      const invite = await (await server.link()).expect("INVITE");
      assert.ok(invite.header("From").includes(`sip:${user}@`));
      invite.reply(403, "Forbidden");
      await anna.fails("forbidden", /does not allow/, /did not accept this page\. Reload/);
      await anna.page.evaluate(() => globalThis.test.log.splice(0));
    }
    await anna.close();
  });
});

describe("the way to the server", () => {
  test("leads nowhere: that is told after two tries and not after 30 seconds", async () => {
    const given = { ...attributes(), server: `ws://127.0.0.1:${await freePort()}` };
    const began = performance.now();
    const anna = await fails({ given }, "unreachable", /certificate.*port and path/s, /cannot be reached\. Check your internet/);
    assert.ok(performance.now() - began < 20_000);
    await anna.close();
  });

  test("breaks while it rings", async () => {
    const anna = await Visitor.at(browser, site.origin, attributes());
    await anna.click("button");
    const link = await server.link();
    (await link.expect("INVITE")).reply(180, "Ringing");
    await anna.sees("status", "It rings…");
    link.drop();
    await anna.fails("transport", /was lost/, /cannot be reached\. Check your internet/);
    await anna.close();
  });
});

describe("the microphone", () => {
  const rows = [
    ["is refused by the person", { microphone: false }, {}, "microphoneDenied", /Allow it beside/, /is blocked\. Allow it in the settings/],
    ["is forbidden by the page's own policy", {}, { "Permissions-Policy": "microphone=()" }, "microphoneBlocked", POLICY, /This page does not let itself/],
    ["is not there", { devices: false }, {}, "microphoneMissing", /Plug one in/, /No microphone was found\. Plug one in/],
  ];
  for (const [name, settings, headers, kind, message, words] of rows) {
    test(name, async () => {
      const [own, house] = await Promise.all([launch(settings), startSite({ headers })]);
      try {
        const anna = await fails({ using: own, at: house.origin }, kind, message, words);
        assert.deepEqual(anna.page.errors, []);
      } finally {
        await closeAll(own, house);
      }
    });
  }

  test("goes away in the middle of a call, which goes on", async () => {
    const own = await launch({ microphone: false });
    try {
      const anna = await Visitor.at(own, site.origin, attributes());
      const context = anna.page.context();
      await context.grantPermissions(["microphone"], { origin: site.origin });
      await anna.click("button");
      const link = await server.link();
      (await link.expect("INVITE")).answer();
      await link.expect("ACK");
      await anna.sees("status", "You are on hold");
      await context.clearPermissions();
      await anna.fails("microphoneLost", /The call goes on/, /nobody hears you.*Plug it in again/);
      assert.equal(await anna.do("state"), "active");
      await anna.click("hang-up");
      await link.expect("BYE");
    } finally {
      await own.close();
    }
  });
});

test("each failure of the microphone has advice of its own", async () => {
  const { SipError } = await import("../../www/bellwire/errors.js");
  const { failureName } = await import("../../www/bellwire/widget/words.js");
  const { en } = await import("../../www/bellwire/widget/words/en.js");
  const system = new SipError("microphoneDenied", { reason: "Permission denied by system" });
  const kinds = ["microphoneDenied", "microphoneBlocked", "microphoneMissing", "microphoneBusy", "microphoneLost", "insecurePage", "media"];
  const told = [system, ...kinds.map((kind) => new SipError(kind))].map((error) => en[failureName(error)]);
  assert.equal(new Set(told).size, told.length, told.join("\n"));
});

test("a key that the other side does not take is told, and the call goes on", async () => {
  const anna = await Visitor.at(browser, site.origin, attributes());
  await anna.click("button");
  (await (await server.link()).expect("INVITE")).answer();
  await anna.comesTo("active");
  await anna.click("keypad-button");
  await anna.press("5");
  await anna.fails("noTones", /takes no tones/, /takes no keypad tones\. Say it aloud/);
  assert.equal(await anna.do("state"), "active");
  await anna.close();
});

describe("the page", () => {
  test("forbids wasm by its Content-Security-Policy", async () => {
    const house = await startSite({ headers: { "Content-Security-Policy": "script-src 'self'" } });
    try {
      const anna = await fails({ at: house.origin }, "load", /Content-Security-Policy allows 'wasm-unsafe-eval'/, /could not be loaded\. Reload/);
      const { violatedDirective } = await anna.do("seen", { type: "violation" });
      assert.match(violatedDirective, /script-src/);
      await anna.page.context().close();
    } finally {
      await house.stop();
    }
  });

  test("is not secure: nobody connects for nothing", async () => {
    const at = site.origin.replace("127.0.0.1", OTHER_NAME);
    const anna = await fails({ at }, "insecurePage", /Open this page by https:/, /gets no microphone\. Open it with https:/);
    await anna.close();
  });
});
