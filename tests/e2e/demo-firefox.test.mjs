// The softphone in Firefox: a whole call.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { closeAll } from "./closing.mjs";
import { talk } from "./demo-stage.mjs";
import { DemoTab, watch } from "./demo-tab.mjs";
import { launch } from "./firefox.mjs";
import { startSwitchboard } from "./switchboard.mjs";

/** The same tab, found by the means that drive Firefox. */
class FirefoxTab extends DemoTab {
  static async open(browser, demo) {
    return new FirefoxTab(await browser.open(demo, watch));
  }

  click(name) {
    return this.#press(`::-p-aria([name="${name}"][role="button"])`);
  }

  callNumber(name) {
    return this.#press(`#number-list ::-p-text(${name})`);
  }

  async shows(sentence) {
    const says = (wanted) => document.querySelector("[role=status]").innerText === wanted;
    // A tab behind another one draws no frames, so that none can be waited for.
    await this.page.waitForFunction(says, { polling: 50 }, sentence).catch(async () => {
      assert.fail(`the status should be ${sentence}, and is: ${await this.#text("status")}`);
    });
  }

  alert() {
    return this.#text("alert");
  }

  async #press(button) {
    await this.page.bringToFront();
    await (await this.page.$(button)).click();
  }

  #text(role) {
    return this.page.$eval(`[role=${role}]`, ({ innerText }) => innerText);
  }
}

let switchboard, browser;

before(async () => {
  [switchboard, browser] = await Promise.all([startSwitchboard(), launch()]);
});

after(() => closeAll(browser, switchboard));

test("two people sign in, one calls, the other answers, they hear each other, and one hangs up", async () => {
  const [alice, bob] = await Promise.all([1, 2].map(() => FirefoxTab.open(browser, switchboard.demo)));
  try {
    // One after the other: who clicks must be in front.
    await alice.be("Alice");
    await bob.be("Bob");
    await talk(alice, bob);
    await Promise.all([alice.talks(), bob.talks()]);
    await alice.click("Hang up");
    await alice.shows("You ended the call.");
    await bob.shows("Alice hung up.");
    assert.deepEqual([await alice.alert(), await bob.alert()], ["", ""]);
    assert.deepEqual([...alice.page.errors, ...bob.page.errors], []);
  } finally {
    await Promise.all([alice.close(), bob.close()]);
  }
});
