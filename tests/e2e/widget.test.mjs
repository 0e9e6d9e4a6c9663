// The click-to-call element in pages with a strict Content-Security-Policy.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { DOMAIN, PASSWORD, SECRET, startKamailio } from "./kamailio.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { until } from "./until.mjs";
import { Visitor, accept, talk, withVisitor } from "./visitor.mjs";

const BOB_HZ = 1_000;

/** Nothing inline, nothing evaluated, nothing parsed out of texts. */
const STRICT = { "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src *; require-trusted-types-for 'script'" };

/** What the site's own server gives to a visitor, by the script that the documentation recommends. */
const RECIPE = await readFile(new URL("../../docs/recipes/kamailio.md", import.meta.url), "utf8");
const [, script] = RECIPE.match(/```js\n(import \{ createHash.*?)```/s);
const ours = script.replace(/(?<=const domain = ).*(?=;)/, JSON.stringify(DOMAIN))
  .replace(/(?<=const secret = ).*(?=;)/, JSON.stringify(SECRET));
const recipe = await import(`data:text/javascript,${encodeURIComponent(ours)}`);
const NAME = "Somebody at the shop";
const visitor = (now) => ({ ...recipe.visitor(now), displayName: NAME });

let site, open, browsers, authorized;

before(async () => {
  authorized = [];
  const authorize = (request, response) => {
    authorized.push(request.headers.accept);
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(visitor()));
  };
  open = await startSite();
  site = await startSite({ headers: STRICT, answers: { "/authorize": authorize } });
  browsers = { Chromium: await chromium.launch({ loopback: false }), Firefox: await firefox.launch() };
});

after(() => closeAll(browsers?.Chromium, browsers?.Firefox, site, open));

/** A visitor of the strict page, whose element has these attributes, in Chromium. */
const meet = (attributes, work, settings) =>
  withVisitor({ browser: browsers.Chromium, origin: site.origin, attributes, ...settings }, work);

for (const name of ["Chromium", "Firefox"]) {
  describe(`a visitor in ${name} and Bob behind Kamailio`, () => {
    let kamailio, bob;

    before(async () => {
      kamailio = await startKamailio();
      bob = await Person.at(browsers.Chromium, open);
      const account = `sip:bob@${DOMAIN}`;
      assert.deepEqual(await bob.do("start", { server: kamailio.ws, account, password: PASSWORD }), { value: undefined });
    });

    after(() => closeAll(bob, kamailio));

    const attributes = () => ({ server: kamailio.ws, target: `sip:bob@${DOMAIN}`, label: "Call us" });

    test("a whole call by keyboard alone, with credentials that the site's server makes", async () => {
      authorized.length = 0;
      const anna = await Visitor.at(
        browsers[name], site.origin, { ...attributes(), "authorize-url": "/authorize" },
      );
      assert.equal(authorized.length, 0, "nobody is asked before the gesture");
      await anna.pressTo("Tab", "Call us");
      await anna.press("Enter");
      assert.equal((await bob.do("ring")).name, NAME);
      await anna.sees("status", "Ringing…");
      await anna.focusIsOn("Hang up");
      await bob.do("answer", BOB_HZ);
      await anna.sees("status", "In a call");
      await anna.focusIsOn("Hang up");
      await anna.until((hertz) => Math.abs(globalThis.test.hears() - hertz) <= 12, BOB_HZ);
      await anna.until(() => globalThis.test.plays());
      await bob.until(() => globalThis.test.hears() > 0);

      await shiftTab(anna);
      await anna.focusIsOn("Keypad");
      await anna.press("Enter");
      await anna.focusIsOn("1");
      for (const key of ["4", "ArrowRight", "Enter", "ArrowDown", "End", "Enter"]) await anna.press(key);
      await anna.focusIsOn("hash");
      await anna.sees("tones", "45#");
      await anna.do("seen", { type: "tone", tone: "#" });
      assert.equal(await anna.do("says", "alert"), "");
      await anna.press("Escape");
      await anna.focusIsOn("Keypad");
      await anna.sees("tones", "");

      await shiftTab(anna);
      await anna.focusIsOn("Mute");
      await anna.press(" ");
      await anna.sees("status", "You’re muted");
      assert.equal(await anna.do("muted"), true);
      await anna.press(" ");
      await anna.sees("status", "In a call");
      await anna.pressTo("Tab", "Hang up");
      await anna.press("Enter");
      assert.equal((await bob.do("ended")).by, "remote");
      await anna.sees("status", "Call ended");
      await anna.sees("time", /^\d+:\d\d$/);
      await anna.focusIsOn("Call again");
      await anna.press("Escape");
      await anna.focusIsOn("Call us");
      assert.equal(await anna.do("state"), "idle");
      assert.deepEqual(authorized, ["application/json"]);
      await anna.close();
    });

    test("with credentials by a callback, and Bob hangs up; the microphone is off afterwards", async () => {
      const anna = await Visitor.at(browsers[name], site.origin, attributes());
      await anna.do("giveCredentials", visitor());
      await anna.do("press", "button");
      await bob.do("ring");
      await bob.do("answer", BOB_HZ);
      await anna.until((hertz) => Math.abs(globalThis.test.hears() - hertz) <= 12, BOB_HZ);
      await bob.do("hangUp");
      await anna.sees("status", "The other person hung up");
      await anna.until(() => globalThis.test.microphones().every((state) => state !== "live"));
      const log = await anna.page.evaluate(() => globalThis.test.log);
      assert.equal(log.filter(({ type }) => type === "asked").length, 1);
      const states = log.filter(({ type }) => type === "state").map(({ state }) => state);
      assert.deepEqual(states, ["connecting", "calling", "ringing", "active", "ended"]);
      await anna.close();
    });

    test("with credentials that are too old: that is told, and what to do", async () => {
      const anna = await Visitor.at(browsers[name], site.origin, attributes());
      await anna.do("giveCredentials", visitor(Date.now() - 301_000));
      await anna.do("press", "button");
      await anna.fails("forbidden", /403 Too late/, /didn’t accept this page\. Reload/);
      await anna.close();
    });

    test("anonymously, to the one user whom strangers may call: they hear each other", async () => {
      const reception = await Person.at(browsers.Chromium, open);
      const account = `sip:reception@${DOMAIN}`;
      assert.deepEqual(await reception.do("start", { server: kamailio.ws, account, password: PASSWORD }), { value: undefined });
      const anna = await Visitor.at(browsers[name], site.origin, { ...attributes(), target: account });
      await anna.do("press", "button");
      assert.deepEqual(await reception.do("ring"), { name: "Anonymous", uri: "sip:anonymous@127.0.0.1", user: "anonymous" });
      await reception.do("answer", BOB_HZ);
      await anna.sees("status", "In a call");
      await anna.until((hertz) => Math.abs(globalThis.test.hears() - hertz) <= 12, BOB_HZ);
      await reception.until(() => globalThis.test.hears() > 0);
      await anna.do("press", "hang-up");
      assert.equal((await reception.do("ended")).by, "remote");
      await anna.sees("status", "Call ended");
      await anna.close();
      await reception.stop();
    });

    test("anonymously, to anybody else: that is told, and what to do", async () => {
      const anna = await Visitor.at(browsers[name], site.origin, attributes());
      await anna.do("press", "button");
      await anna.fails("credentials", /user name or the password/, /didn’t accept this page.*tell the owner/);
      await anna.sees("status", "The call didn’t go through");
      await anna.close();
    });
  });
}

/** Playwright would take both keys in one word; Puppeteer takes one after another. */
async function shiftTab({ page: { keyboard } }) {
  await keyboard.down("Shift");
  await keyboard.press("Tab");
  await keyboard.up("Shift");
}

describe("nobody in particular calls", () => {
  test("the socket opens on the gesture, From has the server's domain, and nothing registers", () =>
    meet({}, async (anna, server) => {
      const sockets = [];
      anna.page.on("websocket", (socket) => sockets.push(socket.url()));
      await anna.page.locator("bellwire-call").hover();
      await anna.pressTo("Tab", "Call us");
      assert.deepEqual(sockets, [], "intent alone opens nothing");
      await anna.press("Enter");
      const link = await server.link();
      const invite = await link.expect("INVITE");
      assert.match(invite.text, /^INVITE sip:sales@127\.0\.0\.1 SIP/);
      assert.match(invite.header("From"), /^"Anonymous" <sip:anonymous@127\.0\.0\.1>;tag=/);
      await until(() => sockets.length > 0);
      assert.equal(sockets.length, 1);
      invite.reply(486, "Busy Here");
      await anna.fails("busy", /busy/, /line is busy.*again in a few minutes/);
    }));

  test("the socket closes half a minute after the last call", () =>
    meet({}, async (anna, server) => {
      await anna.page.clock.install();
      const link = await talk(anna, server);
      await anna.click("hang-up");
      (await link.expect("BYE")).reply(200, "OK");
      await anna.sees("status", "Call ended");
      await anna.page.clock.fastForward(30_000);
      await link.closed();
    }));

  test("as whom the page says, if it says so, and still without a password", () =>
    meet({}, async (anna, server) => {
      await anna.click("button");
      const invite = await (await server.link()).expect("INVITE");
      assert.match(invite.header("From"), /^"Anonymous" <sip:nobody@shop\.example>;tag=/);
    }, { options: { properties: { credentials: { account: "sip:nobody@shop.example", displayName: "Anonymous" } } } }));

  test("a path in place of a server is one of the page's own host", () =>
    meet({ server: "/sip" }, async (anna) => {
      const opening = anna.page.waitForEvent("websocket");
      await anna.click("button");
      assert.equal((await opening).url(), `${site.origin.replace("http", "ws")}/sip`);
    }));
});

describe("a page that moves the element in the middle of a call", () => {
  for (const [way, name] of [["again", "by appending it elsewhere"], ["apart", "out and in again"], ["whole", "by moveBefore"]]) {
    test(`${name} keeps the call and its panel`, () =>
      meet({}, async (anna, server) => {
        const link = await talk(anna, server);
        await anna.do("moveIt", way);
        await anna.sees("status", "In a call");
        await anna.focusIsOn("Hang up");
        assert.equal(await anna.do("state"), "active");
        await anna.press("Enter");
        await link.expect("BYE");
        await anna.sees("status", "Call ended");
      }));
  }

  test("and takes it away hangs up, and says so where the person looks", () =>
    meet({}, async (anna, server) => {
      const link = await talk(anna, server);
      await anna.do("moveIt", "away");
      await link.expect("BYE");
      await anna.fails("removed", /removed its call element during a call/, /removed the phone.*Call again/);
      await anna.focusIsOn("Call again");
      await anna.press("Enter");
      accept(await (await server.link()).expect("INVITE"));
      await anna.sees("status", "In a call");
      await anna.do("putBack");
      await anna.sees("status", "In a call");
      await anna.click("hang-up");
      await anna.sees("status", "Call ended");
      await anna.click("close");
      await anna.focusIsOn("Call us");
    }));
});

describe("several elements of a page", () => {
  test("with the same server and the same credentials share one phone, and so one socket", () =>
    meet({}, async (anna, server) => {
      await anna.do("add", { server: server.url, target: "service", id: "second", label: "Call the workshop" }, { into: "there" });
      const link = await talk(anna, server);
      await anna.click("hang-up");
      (await link.expect("BYE")).reply(200, "OK");
      await anna.click("close");
      await anna.page.getByRole("button", { name: "Call the workshop" }).click();
      const second = await link.expect("INVITE");
      assert.match(second.text, /^INVITE sip:service@/);
    }));

  test("have one call at a time: the other's button leads to it, and says why", () =>
    meet({ id: "first" }, async (anna, server) => {
      await anna.do("add", { server: server.url, target: "service", id: "second", label: "Call the workshop" }, { into: "there" });
      await talk(anna, server);
      await anna.page.getByRole("button", { name: "Call the workshop" }).click();
      await anna.fails("occupied", /in a call already/, /already in a call.*Hang up here/);
      assert.equal((await anna.do("seen", { type: "error" })).from, "second");
      await anna.focusIsOn("Hang up");
      await anna.sees("status", "In a call");
    }));

  test("with other credentials have phones of their own", () =>
    meet({}, async (anna, server) => {
      const properties = { credentials: { account: "sip:other@bellwire.test" } };
      await anna.do("add", { server: server.url, target: "service", label: "Call the workshop" }, { into: "there", properties });
      const link = await talk(anna, server);
      await anna.page.locator("bellwire-call").last().evaluate((element) => element.removeAttribute("label"));
      await anna.page.getByRole("button", { name: "Hang up" }).click();
      await link.expect("BYE");
      await anna.page.getByRole("button", { name: "Call", exact: true }).click();
      assert.match((await (await server.link()).expect("INVITE")).header("From"), /sip:other@/);
    }));
});

describe("what a script may do", () => {
  test("call, sendTones, mute and hangUp do what the buttons do", () =>
    meet({}, async (anna, server) => {
      assert.equal((await anna.do("use", "sendTones", "1")).error.kind, "wrongState");
      const calling = anna.do("use", "call");
      const link = await server.link();
      accept(await link.expect("INVITE"));
      assert.deepEqual(await calling, {});
      assert.equal((await anna.do("use", "call")).error.kind, "occupied");
      for (const tones of ["hello", 12]) assert.equal((await anna.do("use", "sendTones", tones)).error.kind, "tones");
      await anna.do("use", "mute");
      await anna.sees("status", "You’re muted");
      await anna.do("use", "mute", false);
      await anna.sees("status", "In a call");
      await anna.do("use", "hangUp");
      await link.expect("ACK");
      await link.expect("BYE");
      await anna.comesTo("ended");
    }));

  test("giving up while it rings rejects call() and cancels", () =>
    meet({}, async (anna, server) => {
      const calling = anna.do("use", "call");
      const invite = await (await server.link()).expect("INVITE");
      invite.reply(180, "Ringing");
      await anna.sees("status", "Ringing…");
      await anna.click("hang-up");
      assert.equal((await calling).error.kind, "cancelled");
      await anna.sees("status", "Call ended");
    }));

  test("giving up while it connects ends it at once, and the next call is another", () =>
    meet({}, async (anna, server) => {
      await anna.do("giveCredentials", "never");
      const calling = anna.do("use", "call");
      await anna.sees("status", "Connecting…");
      await anna.click("hang-up");
      assert.equal((await calling).error.kind, "cancelled");
      await anna.focusIsOn("Call again");
      await anna.do("giveCredentials", {});
      await anna.press("Enter");
      await (await server.link()).expect("INVITE");
    }));

  test("properties that were set before the element was defined are kept", async () => {
    const anna = await Visitor.at(browsers.Chromium, site.origin);
    const kept = await anna.page.evaluate(async () => {
      const element = document.createElement("later-call");
      Object.assign(element, { server: "wss://sip.example.com", label: "Ring", credentials: { displayName: "Me" } });
      document.body.append(element);
      const { BellwireCall } = await import("/bellwire/widget/element.js");
      customElements.define("later-call", class extends BellwireCall {});
      const { server, label, credentials } = element;
      return [server, label, credentials.displayName, element.getAttribute("server"), Object.keys(element)];
    });
    assert.deepEqual(kept, ["wss://sip.example.com", "Ring", "Me", "wss://sip.example.com", []]);
    await anna.close();
  });

  test("a page that has another element of this name keeps it", async () => {
    const anna = await Visitor.at(browsers.Chromium, site.origin, undefined, undefined, () => {
      customElements.define("bellwire-call", class Other extends HTMLElement {});
    });
    assert.equal(await anna.page.evaluate(() => customElements.get("bellwire-call").name), "Other");
    await anna.close();
  });

  test("where there is no DOM, importing it does nothing and gives the class", async () => {
    const { BellwireCall } = await import("../../www/bellwire/widget/index.js");
    assert.equal(typeof BellwireCall, "function");
  });
});

test("the person is asked whether to leave the page, during a call and only then", () =>
  meet({}, async (anna, server) => {
    const link = await talk(anna, server);
    const asked = anna.page.waitForEvent("dialog");
    const leaving = anna.page.reload({ timeout: 0 }).catch(() => {});
    const dialog = await asked;
    assert.equal(dialog.type(), "beforeunload");
    await dialog.dismiss();
    await anna.sees("status", "In a call");
    await anna.click("hang-up");
    await link.expect("BYE");
    await anna.page.reload();
    await leaving;
  }));

test("a key that is held down presses one button once, and not what the focus comes to next", () =>
  meet({}, async (anna, server) => {
    const { keyboard } = anna.page;
    const hold = async () => {
      for (let times = 0; times < 5; times += 1) await keyboard.down("Enter");
      await keyboard.up("Enter");
    };
    await anna.pressTo("Tab", "Call us");
    await hold();
    const link = await server.link();
    (await link.expect("INVITE")).reply(180, "Ringing");
    await anna.sees("status", "Ringing…");
    await anna.focusIsOn("Hang up");
    await hold();
    await link.expect("CANCEL");
    await anna.focusIsOn("Call again");
    const states = (await anna.page.evaluate(() => globalThis.test.log)).filter(({ type }) => type === "state");
    assert.deepEqual(states.map(({ state }) => state), ["connecting", "calling", "ringing", "ended"]);
  }));

describe("languages", () => {
  test("the page's French is spoken, a failure too", () =>
    meet({ label: "Appelez-nous", lang: "fr-CA" }, async (anna, server) => {
      await anna.page.getByRole("button", { name: "Appelez-nous" }).click();
      const invite = await (await server.link()).expect("INVITE");
      await anna.page.getByRole("button", { name: "Raccrocher" }).waitFor();
      invite.reply(486, "Busy Here");
      await anna.sees("alert", "La ligne est occupée. Réessayez dans quelques minutes.");
      await anna.page.getByRole("button", { name: "Rappeler", exact: true }).waitFor();
    }));

  test("every language has all the words, and none that nobody says", async () => {
    const { en } = await import("../../www/bellwire/widget/words/en.js");
    const { fr } = await import("../../www/bellwire/widget/words/fr.js");
    assert.deepEqual(Object.keys(fr), Object.keys(en));
    for (const key of Object.keys(en)) assert.ok(fr[key] !== en[key] || key === "microphone", `${key} is English`);
  });

  test("a page adds another by a table, and what is missing in it is said in English", () =>
    meet({ lang: "de" }, async (anna, server) => {
      await anna.page.evaluate(async () => {
        const { BellwireCall } = await import("/bellwire/widget/index.js");
        BellwireCall.addLanguage("de", { call: "Anrufen", hangUp: "Auflegen" });
        document.querySelector("bellwire-call").removeAttribute("label");
      });
      await anna.page.getByRole("button", { name: "Anrufen" }).click();
      await (await server.link()).expect("INVITE");
      await anna.page.getByRole("button", { name: "Auflegen" }).waitFor();
      await anna.sees("status", "Calling…");
    }));
});
