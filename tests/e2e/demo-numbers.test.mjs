// The numbers that the built-in server answers, each one click away, for somebody who is known and for a guest.

import assert from "node:assert/strict";
import { test } from "node:test";
import { setDemo, withTab, withTabs } from "./demo-stage.mjs";

const stage = setDemo();

test("a guest gives no password, is registered nowhere, and hears themselves by two clicks", () =>
  withTab(stage.browser, stage.switchboard.demo, {}, async (guest) => {
    await guest.click("Be a guest");
    await guest.shows("Ready. A guest can call the four numbers below.");
    await guest.focusIsOn("echo you hear yourself");
    assert.equal(await guest.page.getByLabel("Name, number or SIP address").isVisible(), false, "a guest dials nobody else");
    await guest.callNumber("echo");
    await guest.shows("In a call with echo.");
    await guest.talks();
    await guest.hears("sound");
    await guest.click("Hang up");
    await guest.shows("You ended the call.");
    await guest.focusIsOn("echo you hear yourself");
    assert.ok((await guest.arrows()).every((arrow) => !arrow.includes("REGISTER")));
  }));

test("a guest who mutes hears nothing back", () =>
  withTab(stage.browser, stage.switchboard.demo, {}, async (guest) => {
    await guest.click("Be a guest");
    await guest.callNumber("echo");
    await guest.shows("In a call with echo.");
    await guest.hears("sound");
    await guest.click("Mute");
    await guest.hears("silence");
  }));

test("busy, decline and noanswer each end as they are called, in words", () =>
  withTabs(stage, ["Alice"], async (alice) => {
    await alice.callNumber("busy");
    await alice.alerts(/other side is busy \(486.*Try again/);
    await alice.callNumber("decline");
    await alice.alerts(/declined the call \(603/);
    await alice.callNumber("noanswer");
    await alice.shows("Ringing noanswer.");
    await alice.click("Hang up");
    await alice.shows("You gave up calling noanswer.");
    await alice.callNumber("echo");
    await alice.shows("In a call with echo.");
    await alice.talks();
    await alice.click("Hang up");
    await alice.shows("You ended the call.");
    assert.deepEqual(await alice.page.locator("#calls button").allInnerTexts(), ["echo", "noanswer", "decline", "busy"]);
  }));
