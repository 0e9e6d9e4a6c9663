// The demo page and the switchboard, as `cargo xtask demo` shows them: what a person sees, clicks and types.

import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { launch } from "./chromium.mjs";
import { DemoTab } from "./demo-tab.mjs";
import { startSwitchboard } from "./switchboard.mjs";

const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

let switchboard, browser;

before(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  switchboard = await startSwitchboard();
  browser = await launch();
});

after(async () => {
  await Promise.all([browser?.close(), switchboard?.stop()]);
});

/** Runs `work` with one tab for each of these people, signed in; afterwards no tab has thrown anything. */
async function withTabs(people, work) {
  const tabs = await Promise.all(people.map(() => DemoTab.open(browser, switchboard.demo)));
  try {
    await Promise.all(tabs.map((tab, index) => tab.be(people[index])));
    await work(...tabs);
    for (const tab of tabs) assert.deepEqual(tab.page.errors, [], "the page threw nothing");
  } finally {
    await Promise.all(tabs.map((tab) => tab.close()));
  }
}

describe("two tabs of the demo", () => {
  for (const leaver of ["caller", "callee"]) {
    test(`one click each, one calls, the other answers, they talk, the ${leaver} hangs up`, () =>
      withTabs(["Alice", "Bob"], async (alice, bob) => {
        await alice.click("Call");
        await alice.shows("It rings at Bob.");
        await bob.shows("Alice is calling.");
        await bob.click("Answer");
        await Promise.all([alice.shows("In a call with Bob."), bob.shows("In a call with Alice.")]);
        await Promise.all([alice.talks(), bob.talks()]);
        const [one, other] = leaver === "caller" ? [alice, bob] : [bob, alice];
        await one.click("Hang up");
        await one.shows("You ended the call.");
        await other.shows(`${leaver === "caller" ? "Alice" : "Bob"} hung up.`);
        assert.deepEqual([await alice.alert(), await bob.alert()], ["", ""]);
      }));
  }

  test("a whole call by keyboard alone", async () => {
    const [alice, bob] = await Promise.all([1, 2].map(() => DemoTab.open(browser, switchboard.demo)));
    try {
      await alice.tabTo("Be Alice");
      await alice.press("Enter");
      await bob.tabTo("Be Bob");
      await bob.press("Enter");
      await Promise.all([alice.ready("Alice"), bob.ready("Bob")]);
      await alice.focusIsOn("Name, number or SIP address");
      await alice.press("Control+A");
      await alice.page.keyboard.type("bob");
      await alice.press("Enter");
      await bob.focusIsOn("Answer");
      await bob.press("Enter");
      await Promise.all([alice.shows("In a call with Bob."), bob.shows("In a call with Alice.")]);
      await Promise.all([alice.talks(), bob.talks(), alice.focusIsOn("Hang up"), bob.focusIsOn("Hang up")]);
      await bob.press("Enter");
      await alice.shows("Bob hung up.");
      await alice.focusIsOn("Name, number or SIP address");
      await alice.press("Enter");
      await bob.focusIsOn("Answer");
      await bob.tabTo("Decline");
      await bob.press("Enter");
      await bob.shows("You declined the call of Alice.");
      await alice.alerts(/busy.*Try again/);
      await alice.tabTo("Sign out");
      await alice.press("Enter");
      await alice.shows("Not signed in.");
      assert.deepEqual([...alice.page.errors, ...bob.page.errors], []);
    } finally {
      await Promise.all([alice.close(), bob.close()]);
    }
  });

  test("the caller may give up, and the callee is told", () =>
    withTabs(["Alice", "Bob"], async (alice, bob) => {
      await alice.click("Call");
      await bob.shows("Alice is calling.");
      await alice.click("Hang up");
      await alice.shows("You ended the call.");
      await bob.shows("Alice gave up calling.");
    }));

  test("listening only works without a microphone at the caller", () =>
    withTabs(["Alice", "Bob"], async (alice, bob) => {
      await alice.page.getByLabel("Listen only").check();
      await alice.click("Call");
      await bob.shows("Alice is calling.");
      await bob.click("Answer");
      await alice.shows("In a call with Bob.");
      await alice.talks();
      await bob.click("Hang up");
    }));

  test("a tab opened as the other person signs in by itself", () =>
    withTabs(["Alice"], async (alice) => {
      const [page] = await Promise.all([
        alice.page.context().waitForEvent("page"),
        alice.click("Open a second tab as Bob", "link"),
      ]);
      await new DemoTab(page).ready("Bob");
    }));
});

describe("every failure is a sentence that says what to do", () => {
  test("calling somebody who is not there", () =>
    withTabs(["Alice"], async (alice) => {
      await alice.dial("bob");
      await alice.alerts(/not there.*Try again later/);
      await alice.dial("nobody");
      await alice.alerts(/no such user.*Check the spelling/);
    }));

  test("typing what is no address", () =>
    withTabs(["Alice"], async (alice) => {
      for (const typed of ["", "   ", "not an @ address", "sip:", "@", "<script>alert(1)</script>@x y"]) {
        await alice.dial("nobody");
        await alice.alerts(/no such user/);
        await alice.dial(typed);
        await alice.alerts(/not an address.*sip:bob@example\.com/);
        await alice.focusIsOn("Name, number or SIP address");
      }
    }));

  test("saying no to the microphone, as caller and as callee", async () => {
    const mute = await launch({ microphone: false });
    try {
      await withTabs(["Bob"], async (bob) => {
        const alice = await DemoTab.open(mute, switchboard.demo);
        await alice.be("Alice");
        await alice.dial("bob");
        await alice.alerts(/microphone is not allowed.*Allow it/);
        await bob.dial("alice");
        await alice.shows("Bob is calling.");
        await alice.click("Answer");
        await alice.alerts(/microphone is not allowed.*Allow it/);
        await alice.click("Only listen");
        await alice.shows("In a call with Bob.");
        await alice.talks();
        assert.equal(await alice.alert(), "");
        assert.deepEqual(alice.page.errors, []);
      });
    } finally {
      await mute.close();
    }
  });

  test("a server that dies while nothing happens, and comes back", async () => {
    const own = await startSwitchboard();
    const tab = await DemoTab.open(browser, own.demo);
    let again;
    try {
      await tab.be("Alice");
      await own.stop();
      await tab.shows("Not connected.");
      await tab.alerts(/certificate.*port and path/);
      again = await startSwitchboard({ port: own.port });
      await tab.ready("Alice");
      assert.equal(await tab.alert(), "");
      assert.deepEqual(tab.page.errors, []);
    } finally {
      await Promise.all([tab.close(), own.stop(), again?.stop()]);
    }
  });
});

test("it fits a phone and a desktop, by day and by night", () =>
  withTabs(["Alice", "Bob"], async (alice, bob) => {
    const look = async (tab, name) => {
      for (const [size, viewport] of Object.entries(SIZES)) {
        for (const colorScheme of ["light", "dark"]) {
          await tab.page.setViewportSize(viewport);
          await tab.page.emulateMedia({ colorScheme });
          await tab.page.screenshot({ path: `${SCREENSHOTS}${name}-${size}-${colorScheme}.png` });
          const width = await tab.page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(width <= viewport.width, `${name} is ${width} px wide on a ${size}`);
        }
      }
    };
    await look(alice, "idle");
    await alice.click("Call");
    await alice.shows("It rings at Bob.");
    await bob.shows("Alice is calling.");
    await look(alice, "calling");
    await look(bob, "ringing");
    await bob.click("Answer");
    await alice.shows("In a call with Bob.");
    await look(alice, "talking");
    await bob.click("Hang up");
    await alice.shows("Bob hung up.");
    await alice.dial("nobody");
    await alice.alerts(/no such user/);
    await look(alice, "failed");
    await alice.click("Sign out");
    await alice.shows("Not signed in.");
    await look(alice, "signed-out");
  }));
