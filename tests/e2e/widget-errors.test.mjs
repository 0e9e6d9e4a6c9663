// What goes wrong with the click-to-call element: the person reads a sentence that names a next step, and the page gets
// an error of a kind.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OTHER_NAME, launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { DOMAIN, startKamailio } from "./kamailio.mjs";
import { freePort } from "./processes.mjs";
import { startSite } from "./site.mjs";
import { talk, withVisitor } from "./visitor.mjs";

const OWNER = /Tell the owner of this site/;

const PAGE_REFUSED = /didn’t accept this page\. Reload/;

let browser, site;

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

after(() => closeAll(browser, site));

const meet = (body, settings) => withVisitor({ browser, origin: site.origin, ...settings }, body);

/**
 * Somebody clicks, and the server does `meanwhile`. What must be told is `kind`, to the page `message`, to the person `words`, and
 * the message below for who runs the site, if they can use it. Then the test goes on.
 */
async function fails({ settings, meanwhile, forOwner = true }, kind, message, words, goOn) {
  await meet(async (anna, server) => {
    await anna.do("press", "button");
    await meanwhile?.(server);
    await anna.fails(kind, message, words);
    await anna.sees("status", "The call didn’t go through");
    await anna.focusIsOn("Call again");
    assert.equal(await anna.do("state"), "failed");
    assert.equal(await anna.page.locator("summary").isVisible(), forOwner, "details for who can use them");
    if (forOwner) await anna.page.locator("summary").click();
    if (forOwner) assert.match(await anna.do("says", "details"), message, "the owner of the site finds the reason there");
    await goOn?.(anna, server);
  }, settings);
}

describe("wrong attributes", () => {
  const rows = [
    ["no server", { server: undefined }, "configuration", /server: is missing/],
    ["no target", { target: undefined }, "configuration", /target: is missing/],
    ["a server of https:", { server: "https://sip.example.com" }, "configuration", /server: must be a WebSocket.*wss:/],
    ["a server without encryption", { server: "ws://sip.example.com" }, "configuration", /server: is plain ws:/],
    ["a password", { password: "secret" }, "configuration", /password: everybody can read an attribute/],
    ["a target that is no address", { target: "not an @ address" }, "target", /not an address.*sip:bob@example\.com/],
  ];
  for (const [name, attributes, kind, message] of rows) {
    test(`${name}: the person is told whom to tell, and the page what is wrong`, () =>
      fails({ settings: { attributes } }, kind, message, OWNER));
  }

  test("and when they are right, calling again works", () =>
    fails(
      { settings: { attributes: { target: "" } } }, "configuration", /target: is missing/, OWNER,
      async (anna, server) => {
        await anna.page.locator("bellwire-call").evaluate((element) => { element.target = "sales"; });
        await anna.click("again");
        await (await server.link()).expect("INVITE");
        await anna.sees("alert", "");
      },
    ));
});

describe("credentials", () => {
  test("a wrong password", async () => {
    const kamailio = await startKamailio();
    try {
      const attributes = { server: kamailio.ws, target: `sip:bob@${DOMAIN}` };
      const credentials = { account: `sip:visitor@${DOMAIN}`, password: "guess" };
      await fails(
        { settings: { attributes, options: { properties: { credentials } } } },
        "credentials", /407.*sign in again/s, PAGE_REFUSED,
      );
    } finally {
      await kamailio.stop();
    }
  });

  for (const [path, reason] of [["/refuses", /403/], ["/babbles", /JSON/]]) {
    test(`an authorize-url that ${path.slice(1)}`, () =>
      fails({ settings: { attributes: { "authorize-url": path } } }, "credentials", reason, PAGE_REFUSED));
  }

  test("a function that never says who calls", () =>
    meet(async (anna) => {
      await anna.page.clock.install();
      await anna.do("giveCredentials", "never");
      await anna.click("button");
      await anna.do("seen", { type: "asked" });
      await anna.page.clock.fastForward(120_000);
      await anna.fails("credentials", /nobody said in time who calls/, PAGE_REFUSED);
    }));

  test("refused ones are asked for anew by the next call", () =>
    meet(async (anna, server) => {
      await anna.do("giveCredentials", { account: "sip:old@bellwire.test" }, { account: "sip:new@bellwire.test" });
      for (const [user, press] of [["old", "button"], ["new", "again"]]) {
        await anna.click(press);
        const invite = await (await server.link()).expect("INVITE");
        assert.ok(invite.header("From").includes(`sip:${user}@`));
        invite.reply(403, "Forbidden");
        await anna.fails("forbidden", /does not allow/, PAGE_REFUSED);
        await anna.page.evaluate(() => globalThis.test.log.splice(0));
      }
    }));

  test("those that cannot be read are told, and blame nobody for what nobody knows", () =>
    meet(async (anna) => {
      await anna.page.evaluate(() => {
        const circle = {};
        circle.iceServers = [circle];
        document.querySelector("bellwire-call").credentials = circle;
      });
      await anna.do("press", "button");
      await anna.fails("wrongState", /circular/, /Something went wrong\. Call again later/);
      assert.match(anna.page.errors.splice(0).join(), /circular/, "the console has it whole");
    }));
});

describe("the way to the server", () => {
  /** Counts the WebSockets that the page asks for. */
  function countTries() {
    globalThis.tries = 0;
    globalThis.WebSocket = class extends WebSocket {
      constructor(...given) {
        super(...given);
        globalThis.tries += 1;
      }
    };
  }

  test("leads nowhere: that is told after two tries, and not when all the time for them is over", async () => {
    const attributes = { server: `ws://127.0.0.1:${await freePort()}` };
    await fails(
      { settings: { attributes, prepare: countTries } },
      "unreachable", /certificate.*port and path/s, /can’t be reached\. Check your internet/,
      async ({ page }) => assert.equal(await page.evaluate(() => globalThis.tries), 2),
    );
  });

  test("breaks while it rings", () =>
    meet(async (anna, server) => {
      await anna.click("button");
      const link = await server.link();
      (await link.expect("INVITE")).reply(180, "Ringing");
      await anna.sees("status", "Ringing…");
      link.drop();
      await anna.fails("transport", /was lost/, /can’t be reached\. Check your internet/);
    }));

  test("leads to nobody: that may pass, or the address is wrong, and the owner can tell", () =>
    fails(
      { meanwhile: async (server) => (await (await server.link()).expect("INVITE")).reply(404, "Not Found") },
      "notFound", /no such user \(404 Not Found\).*spelling/, /Nobody is available right now\. Try again later/,
    ));
});

describe("the microphone", () => {
  const policy = { "Permissions-Policy": "microphone=()" };
  const rows = [
    ["is refused by the person", { microphone: false }, {}, "microphoneDenied", false, /Allow it beside/, /is blocked\. Allow it in the settings/],
    ["is forbidden by the page's own policy", {}, policy, "microphoneBlocked", true, /Permissions-Policy/, /This page isn’t allowed/],
    ["is not there", { devices: false }, {}, "microphoneMissing", false, /Plug one in/, /No microphone was found\. Plug one in/],
  ];
  for (const [name, manners, headers, kind, forOwner, message, words] of rows) {
    test(name, async () => {
      const [own, house] = await Promise.all([launch(manners), startSite({ headers })]);
      try {
        await fails({ settings: { browser: own, origin: house.origin }, forOwner }, kind, message, words);
      } finally {
        await closeAll(own, house);
      }
    });
  }
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

describe("a remark in a call that goes on", () => {
  /** A key is pressed that the other side does not take. */
  async function pressInVain(anna, server) {
    await anna.click("button");
    (await (await server.link()).expect("INVITE")).answer();
    await anna.comesTo("active");
    await anna.click("keypad-button");
    await anna.press("5");
    await anna.fails("noTones", /takes no tones/, /can’t hear the keypad\. Say it instead/);
  }

  test("is gone when the person does something else", () =>
    meet(async (anna, server) => {
      await pressInVain(anna, server);
      await anna.click("mute");
      await anna.until(() => globalThis.test.says("alert") === "", undefined, 5_000);
      assert.equal(await anna.do("state"), "active");
    }));

  test("is gone after a while, when it has been read aloud, and not before", () =>
    meet(async (anna, server) => {
      await anna.page.clock.install();
      await pressInVain(anna, server);
      await anna.page.clock.fastForward(8_000);
      await anna.sees("alert", /can’t hear the keypad/);
      await anna.page.clock.fastForward(4_000);
      await anna.sees("alert", "");
    }));

  test("of a second button is gone, too", () =>
    meet(async (anna, server) => {
      await anna.page.clock.install();
      await talk(anna, server);
      assert.equal((await anna.do("use", "call")).error.kind, "occupied");
      await anna.sees("alert", /already in a call\. Hang up here/);
      await anna.page.clock.fastForward(12_000);
      await anna.sees("alert", "");
    }));
});

describe("the page", () => {
  test("forbids wasm by its Content-Security-Policy", async () => {
    const house = await startSite({ headers: { "Content-Security-Policy": "script-src 'self'" } });
    try {
      await fails(
        { settings: { origin: house.origin } },
        "load", /Content-Security-Policy allows 'wasm-unsafe-eval'/, /couldn’t be loaded\. Reload/,
        async (anna) => {
          const { violatedDirective } = await anna.do("seen", { type: "violation" });
          assert.match(violatedDirective, /script-src/);
          await anna.page.evaluate(() => globalThis.test.log.splice(0));
        },
      );
    } finally {
      await house.stop();
    }
  });

  test("is not secure: nobody connects for nothing", () =>
    fails(
      { settings: { origin: site.origin.replace("127.0.0.1", OTHER_NAME) } },
      "insecurePage", /Open this page by https:/, /only let secure pages.*Open this page with https:/,
    ));
});
