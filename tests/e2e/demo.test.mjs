// The softphone and the switchboard, as `cargo xtask demo` shows them: what a person sees, clicks and types.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stopClock } from "./clock.mjs";
import { setDemo, talk, withTab, withTabs } from "./demo-stage.mjs";
import { DemoTab } from "./demo-tab.mjs";
import { SIZES } from "./looking.mjs";
import { until } from "./until.mjs";

const stage = setDemo();

describe("two tabs of the softphone", () => {
  for (const leaver of ["caller", "callee"]) {
    test(`one click each, one calls, the other answers, they talk, the ${leaver} hangs up`, () =>
      withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
        await talk(alice, bob);
        await Promise.all([alice.talks(), bob.talks()]);
        const [one, other] = leaver === "caller" ? [alice, bob] : [bob, alice];
        await one.click("Hang up");
        await one.shows("You ended the call.");
        await other.shows(`${leaver === "caller" ? "Alice" : "Bob"} hung up.`);
        assert.deepEqual([await alice.alert(), await bob.alert()], ["", ""]);
      }));
  }

  test("a whole call by keyboard alone: signing in, dialling, muting, tones, reading a message, hanging up", async () => {
    const [alice, bob] = await Promise.all([1, 2].map(() => DemoTab.open(stage.browser, stage.switchboard.demo)));
    try {
      await alice.tabTo("Be Alice");
      await alice.press("Enter");
      await bob.tabTo("Be Bob");
      await bob.press("Enter");
      await Promise.all([alice.ready("Alice"), bob.ready("Bob")]);
      await alice.focusIsOn("Name, number or SIP address");
      await alice.page.keyboard.type("bob");
      await alice.press("Enter");
      await bob.shows("Alice is calling.");
      await bob.focusIsOn("Name, number or SIP address");
      await bob.press("Shift+Tab");
      await bob.focusIsOn("Decline");
      await bob.press("Shift+Tab");
      await bob.focusIsOn("Answer");
      await bob.press("Enter");
      await Promise.all([alice.shows("In a call with Bob."), bob.shows("In a call with Alice.")]);
      await Promise.all([alice.talks(), bob.talks(), alice.focusIsOn("Hang up"), bob.focusIsOn("Hang up")]);
      await alice.press("Shift+Tab");
      await alice.focusIsOn("Keypad");
      await alice.press("5");
      await alice.page.getByText("Tones: 5", { exact: true }).waitFor();
      await alice.press("Shift+Tab");
      await alice.focusIsOn("Mute");
      await alice.press("Space");
      await alice.page.getByRole("button", { name: "Mute", pressed: true }).waitFor();
      await alice.tabTo("Clear");
      await alice.press("Tab");
      await alice.press("Home");
      assert.match(await alice.message(), /^REGISTER sip:localhost SIP\/2\.0\nVia: /);
      await bob.press("Enter");
      await alice.shows("Bob hung up.");
      await alice.page.getByLabel("Name, number or SIP address").focus();
      await alice.press("Enter");
      await bob.shows("Alice is calling.");
      await bob.press("Shift+Tab");
      await bob.focusIsOn("Decline");
      await bob.press("Enter");
      await bob.shows("You declined the call from Alice.");
      await alice.alerts(/busy.*Try again/);
      await alice.press("Shift+Tab");
      await alice.focusIsOn("Sign out");
      await alice.press("Enter");
      await alice.shows("Not signed in.");
      await alice.focusIsOn("Be Alice");
      assert.deepEqual([...alice.page.errors, ...bob.page.errors], []);
    } finally {
      await Promise.all([alice.close(), bob.close()]);
    }
  });

  test("the caller may give up, and the callee is told", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.callNumber("Bob");
      await bob.shows("Alice is calling.");
      await alice.click("Hang up");
      await alice.shows("You gave up calling Bob.");
      await bob.shows("Alice gave up calling.");
    }));

  test("who chose no microphone only listens", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.page.getByLabel("Microphone").selectOption("None, only listen");
      await talk(alice, bob);
      await alice.talks();
      assert.equal(await alice.page.evaluate(() => globalThis.talking().getSenders().some(({ track }) => track)), false);
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
    }));

  test("a tab opened as the other person signs in by itself", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      const [page] = await Promise.all([
        alice.page.context().waitForEvent("page"),
        alice.click("Open a second tab as Bob", "link"),
      ]);
      await new DemoTab(page).ready("Bob");
    }));
});

describe("the dial pad", () => {
  test("keys, the eraser and the arrows of the keyboard write into the field, at the caret", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      const field = alice.page.getByLabel("Name, number or SIP address");
      for (const key of ["1", "#", "*", "5"]) await alice.click(key);
      await alice.click("Delete the last character");
      assert.equal(await field.inputValue(), "1#*");
      await alice.page.getByRole("button", { name: "5", exact: true }).focus();
      for (const key of ["ArrowDown", "ArrowRight", "Enter"]) await alice.press(key);
      assert.equal(await field.inputValue(), "1#*9");
      await field.evaluate((input) => input.setSelectionRange(0, 2));
      await alice.click("0");
      assert.equal(await field.inputValue(), "0*9");
    }));

  // Decision 28.
  for (const [typed, asked] of [
    ["+1 (555) 12-34", "sip:+15551234@localhost"],
    ["*97", "sip:*97@localhost"],
    ["#31#030", "sip:%2331%23030@localhost"],
    ["tel:+15551234", "sip:+15551234@localhost;user=phone"],
    ["bob@localhost", "sip:bob@localhost"],
  ]) {
    test(`${typed} is dialled as ${asked}`, () =>
      withTabs(stage, ["Alice"], async (alice) => {
        await alice.dial(typed);
        await alice.messages("INVITE").first().click();
        assert.ok((await alice.message()).startsWith(`INVITE ${asked} SIP/2.0\n`), await alice.message());
      }));
  }
});

describe("a call that comes", () => {
  const nowhere = ({ page }) => page.evaluate(() => document.activeElement.blur());

  test("is answered by one key where nobody is at anything", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await nowhere(bob);
      await alice.callNumber("Bob");
      await bob.shows("Alice is calling.");
      await bob.focusIsOn("Answer");
    }));

  test("leaves the focus wherever it is, and what one is about to dial can be dialled to its end", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await bob.messages("REGISTER").first().click();
      await alice.callNumber("Bob");
      await bob.shows("Alice is calling.");
      await bob.press("Enter");
      await bob.shows("Alice is calling.");
      await bob.press("ArrowDown");
      assert.match(await bob.message(), /^SIP\/2\.0 401 /);
      await bob.page.getByRole("group", { name: "Dial pad" }).getByRole("button", { name: "5", exact: true }).click();
      await bob.press("Enter");
      assert.equal(await bob.page.getByLabel("Name, number or SIP address").inputValue(), "55");
      await bob.click("Call");
      await bob.alerts(/in a call already.*End it first/);
      await bob.shows("Alice is calling.");
    }));

  test("is not answered by a key that was meant for the page", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await nowhere(bob);
      await stopClock(bob.page); // The call comes soon after the key, however long it takes.
      await bob.press("Space"); // Scrolls.
      await bob.page.clock.runFor(1_900);
      await alice.callNumber("Bob");
      await bob.shows("Alice is calling.");
      assert.ok(await bob.page.evaluate(() => document.activeElement === document.body), "the focus is on nothing");
      await bob.press("Enter");
      await bob.page.clock.resume();
      await alice.click("Hang up");
      await bob.shows("Alice gave up calling.");
    }));
});

describe("in a call", () => {
  test("an Enter key that is held calls once, and hangs nothing up", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.page.getByLabel("Name, number or SIP address").fill("bob");
      for (let times = 0; times < 20; times += 1) await alice.page.keyboard.down("Enter");
      await bob.shows("Alice is calling.");
      await alice.page.keyboard.down("Enter");
      await alice.page.keyboard.up("Enter");
      await alice.focusIsOn("Hang up");
      await alice.shows("Ringing Bob.");
      assert.equal(await alice.page.locator("#calls li").count(), 0, "no call is over");
    }));

  test("another call is not begun, and the page says why", () =>
    withTab(stage.browser, stage.switchboard.demo, { viewport: SIZES.phone }, async (alice) => {
      await alice.be("Alice");
      await alice.callNumber("busy");
      await alice.alerts(/other side is busy/);
      await alice.callNumber("echo");
      await alice.shows("In a call with echo.");
      await alice.page.getByRole("button", { name: "Call busy again" }).click();
      await alice.alerts(/in a call already.*End it first/);
      const box = await alice.page.getByRole("alert").boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= SIZES.phone.height, JSON.stringify(box));
      await alice.shows("In a call with echo.");
      await alice.click("Hang up");
      await alice.shows("You ended the call.");
      assert.equal(await alice.alert(), "");
    }));

  test("mute is silence at the other side, and is taken back", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await talk(alice, bob);
      await bob.hears("sound");
      await alice.click("Mute");
      await alice.page.getByRole("button", { name: "Mute", pressed: true }).waitFor();
      await alice.shows("In a call with Bob. You are muted.");
      await bob.hears("silence");
      await alice.click("Mute");
      await alice.shows("In a call with Bob.");
      await alice.page.getByRole("button", { name: "Mute", pressed: false }).waitFor();
      await bob.hears("sound");
    }));

  test("tones are sent by the keypad and by the keyboard, and shown", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await talk(alice, bob);
      await alice.talks();
      await alice.click("Keypad");
      for (const key of ["1", "#"]) await alice.page.getByRole("group", { name: "Keypad" }).getByText(key, { exact: true }).click();
      await alice.page.keyboard.type("42");
      await alice.page.getByText("Tones: 1#42", { exact: true }).waitFor();
      await alice.page.waitForFunction(() => globalThis.tones === "1#42");
      assert.equal(await alice.alert(), "");
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
      await alice.callNumber("Bob");
      await bob.click("Answer");
      await alice.shows("In a call with Bob.");
      assert.equal(await alice.page.getByText("Tones:").count(), 0, "a new call begins without tones");
    }));

  test("microphone and speaker are chosen before and during a call", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      const sends = (label) => alice.page.waitForFunction((wanted) =>
        globalThis.talking()?.getSenders().some(({ track }) => track?.label === wanted), label);
      await alice.page.getByLabel("Microphone").selectOption("Fake Audio Input 2");
      await alice.page.getByLabel("Speaker").selectOption("Fake Audio Output 2");
      await talk(alice, bob);
      await sends("Fake Audio Input 2");
      const playsBy = (label) => until(async () => (await alice.page.evaluate(() => globalThis.playsBy())) === label);
      await playsBy("Fake Audio Output 2");
      await alice.page.getByLabel("Microphone").selectOption("Fake Audio Input 1");
      await sends("Fake Audio Input 1");
      await alice.page.getByLabel("Speaker").selectOption("Fake Audio Output 1");
      await playsBy("Fake Audio Output 1");
      await Promise.all([alice.talks(), bob.talks()]);
      await alice.click("Hang up");
      await alice.page.getByLabel("Speaker").selectOption("");
      await talk(alice, bob);
      await playsBy(undefined);
    }));

  test("a microphone that is plugged in comes into the list, and what was chosen stays", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      const microphone = alice.page.getByLabel("Microphone");
      await microphone.selectOption("Fake Audio Input 2");
      await alice.page.evaluate(() => {
        const { mediaDevices } = navigator;
        const list = mediaDevices.enumerateDevices.bind(mediaDevices);
        const headset = { deviceId: "headset", kind: "audioinput", label: "Headset", groupId: "" };
        mediaDevices.enumerateDevices = async () => [...(await list()), headset];
        mediaDevices.dispatchEvent(new Event("devicechange"));
      });
      await microphone.getByRole("option", { name: "Headset" }).waitFor({ state: "attached" });
      assert.equal(await microphone.evaluate(({ selectedOptions: [chosen] }) => chosen.text), "Fake Audio Input 2");
    }));

  test("a second caller is told that Alice is busy, the first call goes on, and the list has both", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await talk(alice, bob);
      const carol = await DemoTab.open(stage.browser, `${stage.switchboard.demo}?user=carol`);
      try {
        await carol.ready("Carol");
        await carol.dial("alice");
        await carol.alerts(/busy/);
      } finally {
        await carol.close();
      }
      await alice.talks();
      await alice.shows("In a call with Bob.");
      await alice.page.getByText("Carol called while you were in a call, and was told that you are busy.").waitFor();
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
    }));
});
