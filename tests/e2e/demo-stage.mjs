// What the tests of the softphone have in common: the demo's own server, a browser, and tabs that threw nothing.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { DemoTab } from "./demo-tab.mjs";
import { startSwitchboard } from "./switchboard.mjs";

/** Both are there before the first test of the file, and gone after its last. */
export function setDemo() {
  const stage = {};
  before(async () => {
    stage.switchboard = await startSwitchboard();
    stage.browser = await launch();
  });
  after(() => closeAll(stage.browser, stage.switchboard));
  return stage;
}

/** Runs `work` with one tab for each of these people, signed in; afterwards no tab has thrown anything. */
export async function withTabs({ browser, switchboard }, people, work) {
  const tabs = await Promise.all(people.map(() => DemoTab.open(browser, switchboard.demo)));
  try {
    await Promise.all(tabs.map((tab, index) => tab.be(people[index])));
    await work(...tabs);
    for (const tab of tabs) assert.deepEqual(tab.page.errors, [], "the page threw nothing");
  } finally {
    await Promise.all(tabs.map((tab) => tab.close()));
  }
}

/** Runs `work` with a tab in which nobody is signed in. */
export async function withTab(browser, demo, settings, work) {
  const tab = await DemoTab.open(browser, demo, settings);
  try {
    await work(tab);
    assert.deepEqual(tab.page.errors, [], "the page threw nothing");
  } finally {
    await tab.close();
  }
}

/** Alice calls Bob, and he answers. */
export async function talk(alice, bob) {
  await alice.callNumber("Bob");
  await alice.shows("Ringing Bob.");
  await bob.shows("Alice is calling.");
  await bob.click("Answer");
  await Promise.all([alice.shows("In a call with Bob."), bob.shows("In a call with Alice.")]);
}
