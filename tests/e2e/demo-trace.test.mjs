// The ladder beside the call, and the list of calls: what the page shows and keeps of what happened.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setDemo, withTab, withTabs } from "./demo-stage.mjs";

const stage = setDemo();

const SIGN_IN = ["→ REGISTER", "← 401 Unauthorized", "→ REGISTER", "← 200 OK"];
const CHALLENGE = ["→ INVITE", "← 407 Proxy Authentication…", "→ ACK"];
const CALL = [...CHALLENGE, "→ INVITE", "← 100 Trying", "← 180 Ringing", "← 200 OK", "→ ACK"];
const PARTING = ["← BYE", "→ 200 OK"];

/** Alice calls Bob, who answers and hangs up. */
async function call(alice, bob) {
  await alice.callNumber("Bob");
  await bob.click("Answer");
  await alice.shows("In a call with Bob.");
  await bob.click("Hang up");
  await alice.shows("Bob hung up.");
}

describe("the ladder", () => {
  test("draws every message of a call as it passes, in order, each by an arrow from who sent it", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      assert.deepEqual(await alice.arrows(), SIGN_IN);
      await alice.callNumber("Bob");
      await alice.shows("Ringing Bob.");
      assert.deepEqual(await alice.arrows(), [...SIGN_IN, ...CALL.slice(0, 6)]);
      await bob.click("Answer");
      await alice.shows("In a call with Bob.");
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
      assert.deepEqual(await alice.arrows(), [...SIGN_IN, ...CALL, ...PARTING]);
      await bob.messages(/200 OK BYE, received$/).waitFor();
      assert.deepEqual((await bob.arrows()).slice(-2), ["→ BYE", "← 200 OK"]);
    }));

  test("shows the whole of a message on a click, and others by the arrows of the keyboard", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.dial("nobody");
      await alice.alerts(/no such user/);
      const invite = alice.messages("INVITE sip:nobody@localhost").first();
      await invite.click();
      const text = await alice.message();
      assert.match(text, /^INVITE sip:nobody@localhost SIP\/2\.0\nVia: [^]*\nCSeq: 1 INVITE\n[^]*\n\nv=0\n[^]*\nm=audio /);
      const [, length] = text.match(/^Content-Length: (\d+)$/m);
      const blanked = text.slice(text.indexOf("\n\n") + 2).trimEnd();
      assert.match(blanked, /^a=ice-pwd:…$/m, "the password of the connection is a secret, too");
      const body = blanked.replace("…", "x".repeat(24));
      assert.equal(body.split("\n").reduce((sum, line) => sum + line.length + 2, 0), Number(length), "to the last byte");
      assert.equal(await invite.getAttribute("aria-selected"), "true");
      await alice.press("ArrowDown");
      assert.match(await alice.message(), /^SIP\/2\.0 407 Proxy Authentication Required\n/);
      await alice.press("End");
      assert.match(await alice.message(), /^ACK /);
      await alice.press("Home");
      assert.match(await alice.message(), /^REGISTER sip:localhost SIP\/2\.0\n/);
      await alice.press("ArrowUp");
      assert.equal(await alice.page.locator("#ladder").getByRole("option", { selected: true }).count(), 1);
      await alice.press("Tab");
      await alice.focusIsOn((await alice.page.locator("#message").textContent()).trim());
    }));

  test("is saved as text and as JSON, with every message and no secret", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await call(alice, bob);
      const rows = await alice.messages().count();
      const json = await alice.save("Save as JSON");
      assert.match(json.name, /^sip-messages-[\dT-]+\.json$/);
      const messages = JSON.parse(json.text);
      assert.equal(messages.length, rows);
      assert.deepEqual(messages.slice(0, 4).map(({ sent }) => sent), [true, false, true, false]);
      assert.ok(messages.every(({ at }) => !Number.isNaN(Date.parse(at))));
      const { name, text } = await alice.save("Save as text");
      assert.match(name, /\.txt$/);
      for (const message of messages) assert.ok(text.includes(message.text), message.text);
    }));

  test("keeps the digest away from the page, from both files and from the screen", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      const digests = [];
      tab.page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => {
        const [, digest] = /response="([0-9a-f]{32,})"/.exec(payload.toString()) ?? [];
        if (digest) digests.push(digest);
      }));
      await tab.be("Alice");
      assert.equal(digests.length, 1, "one REGISTER had a digest");
      await tab.messages("REGISTER").nth(2).click();
      assert.match(await tab.message(), /Authorization: Digest .*response=…/);
      const [json, text] = [await tab.save("Save as JSON"), await tab.save("Save as text")];
      for (const shown of [json.text, text.text, await tab.page.content()]) {
        assert.ok(!shown.includes(digests[0]), "the digest is shown");
      }
    }));

  test("is cleared, and goes on", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.click("Clear");
      assert.deepEqual(await alice.arrows(), []);
      await alice.dial("nobody");
      await alice.alerts(/no such user/);
      assert.deepEqual((await alice.arrows()).slice(0, 5), [...CHALLENGE, "→ INVITE", "← 404 Not Found"]);
    }));

  test("keeps the newest three hundred messages", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.page.evaluate(async () => {
        const { trace } = await import("/demo/trace.js");
        const phone = new EventTarget();
        trace(phone, "wss://sip.example.com");
        for (let number = 1; number <= 310; number += 1) {
          const text = `OPTIONS sip:${number} SIP/2.0\r\nCSeq: ${number} OPTIONS\r\n\r\n`;
          phone.dispatchEvent(Object.assign(new Event("trace"), { at: number, sent: true, text }));
        }
      });
      const rows = alice.messages();
      assert.equal(await rows.count(), 300);
      assert.match(await rows.first().getAttribute("aria-label"), /OPTIONS sip:11, sent$/);
      assert.match(await rows.last().getAttribute("aria-label"), /OPTIONS sip:310, sent$/);
      const [ladder, first] = await Promise.all([alice.page.locator("#ladder").boundingBox(), rows.first().boundingBox()]);
      assert.ok(Math.abs(ladder.y - first.y) < 1, "the oldest of them is the top row");
    }));
});

describe("the list of calls", () => {
  const entries = (tab) => tab.page.locator("#calls li").allInnerTexts();

  test("says who, when, how long and why it ended; survives a reload; calls again; and is cleared", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.page.getByText("None yet.", { exact: true }).waitFor();
      await call(alice, bob);
      await alice.dial("nobody");
      await alice.alerts(/no such user/);
      const [failed, talked] = await entries(alice);
      assert.match(failed, /nobody[^]*There is no such user \(404 Not Found\)\. Check the spelling/);
      assert.match(talked, /Bob[^]*\d+:\d\d[^]*Lasted \d:\d\d\. Bob hung up\./);
      await alice.page.reload();
      await alice.be("Alice");
      assert.equal((await entries(alice)).length, 2);
      await alice.page.getByRole("button", { name: "Call Bob again" }).first().click();
      await bob.shows("Alice is calling.");
      await alice.click("Hang up");
      await alice.shows("You gave up calling Bob.");
      await bob.shows("Alice gave up calling.");
      assert.match((await entries(bob))[0], /Alice gave up calling\./);
      assert.match(await bob.page.locator("#calls .missed").first().getAttribute("aria-label"), /Incoming call/);
      await bob.page.getByRole("button", { name: "Call Alice again" }).first().click();
      await alice.shows("Bob is calling.");
      await alice.click("Decline");
      await bob.alerts(/busy/);
      await alice.click("Clear the list of calls");
      assert.deepEqual(await entries(alice), []);
      await alice.page.reload();
      await alice.be("Alice");
      assert.deepEqual(await entries(alice), []);
    }));

  test("belongs to one account, and keeps fifty calls", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      for (let round = 0; round < 2; round += 1) {
        await alice.dial("nobody");
        await alice.alerts(/no such user/);
      }
      await alice.page.evaluate(() => {
        const key = Object.keys(localStorage).find((name) => name.includes("calls of sip:alice@localhost"));
        const [entry] = JSON.parse(localStorage.getItem(key));
        localStorage.setItem(key, JSON.stringify(Array(50).fill({ ...entry, name: "old" })));
      });
      await alice.dial("nobody");
      await alice.page.locator("#calls").getByText("old").first().waitFor();
      const rows = await entries(alice);
      assert.equal(rows.length, 50);
      assert.match(rows[0], /nobody/);
      await alice.click("Sign out");
      await alice.be("Bob");
      assert.deepEqual(await entries(alice), []);
    }));

  test("a damaged list in the browser is an empty one", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.page.evaluate(() => localStorage.setItem("bellwire demo calls of sip:alice@localhost", "{]"));
      await alice.page.reload();
      await alice.be("Alice");
      assert.deepEqual(await entries(alice), []);
    }));
});
