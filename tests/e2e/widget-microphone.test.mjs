// The microphone of who calls by the click-to-call element: the question for it, the choice of one, and its loss in a call.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { accept, talk, withVisitor } from "./visitor.mjs";

/** The microphone that Firefox has from the start, and one that is plugged in. */
const FIRST_HZ = 600;
const PLUGGED_HZ = 1_000;

let site;

before(async () => { site = await startSite(); });

after(() => site?.stop());

/** Runs `body` with a browser of this kind. */
async function using(kind, settings, body) {
  const browser = await kind.launch(settings);
  try {
    await body(browser);
  } finally {
    await browser.close();
  }
}

const meet = (browser, body, settings) => withVisitor({ browser, origin: site.origin, ...settings }, body);

/** What the choice of microphones says. */
const choice = ({ page }) => page.evaluate(() => {
  const select = document.querySelector("bellwire-call").shadowRoot.querySelector("select");
  return {
    isShown: select.checkVisibility(),
    chosen: select.selectedOptions[0]?.label,
    others: [...select.options].filter(({ selected }) => !selected).map(({ label }) => label),
  };
});

/** Waits until this one is shown as chosen: the browser tells when it likes which there are. */
const showsChosen = (anna, name) => anna.until((wanted) => {
  const select = document.querySelector("bellwire-call").shadowRoot.querySelector("select");
  return select.checkVisibility() && select.selectedOptions[0]?.label === wanted;
}, name).catch(async () => assert.fail(`${name} should be chosen: ${JSON.stringify(await choice(anna))}`));

/** Chooses the last microphone; returns its name. */
async function chooseLast(anna) {
  await anna.hasChoice();
  const select = anna.page.getByLabel("Microphone");
  const name = (await select.locator("option").allInnerTexts()).at(-1);
  await select.selectOption({ label: name });
  await anna.until((wanted) => globalThis.test.sends() === wanted, name);
  return name;
}

/** The sound server can also record what its loudspeaker plays: no microphone of a person's. */
function hideMonitor() {
  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = async () => (await list()).filter(({ label }) => !label.startsWith("Monitor of"));
}

/** Puts the focus on the choice of microphones. */
const focusChoice = ({ page }) =>
  page.evaluate(() => document.querySelector("bellwire-call").shadowRoot.querySelector("select").focus());

describe("the person is asked for it", () => {
  test("when the panel has said what for, and not before the server is there", () =>
    using(chromium, { asItComes: true }, (browser) => meet(browser, async (anna) => {
      await anna.do("giveCredentials", "never");
      await anna.click("button");
      await anna.do("seen", { type: "asked" });
      await anna.sees("status", "Connecting…");
      await anna.click("hang-up");
      assert.deepEqual(await anna.page.evaluate(() => globalThis.test.asked), []);
      await anna.do("giveCredentials", {});
      await anna.click("again");
      await anna.fails("microphoneDenied", /Allow it beside the address bar/, /is blocked.*next to the address bar/);
      const [said] = await anna.page.evaluate(() => globalThis.test.asked);
      assert.match(said, /is asking to use your microphone\. Allow it so that you can be heard/);
    })));

  test("in silence where it is allowed", () =>
    using(chromium, {}, (browser) => meet(browser, async (anna, server) => {
      await talk(anna, server);
      assert.deepEqual(await anna.page.evaluate(() => globalThis.test.asked), ["Calling…"]);
    })));
});

describe("the choice", () => {
  test("is that of the next call", () =>
    using(chromium, {}, (browser) => meet(browser, async (anna, server) => {
      const link = await talk(anna, server);
      const first = await anna.do("sends");
      const name = await chooseLast(anna);
      assert.notEqual(name, first, "it is another one");
      await anna.click("hang-up");
      await link.expect("BYE");
      await anna.click("again");
      accept(await link.expect("INVITE"));
      await anna.sees("status", "In a call");
      assert.equal(await anna.do("sends"), name);
      await showsChosen(anna, name);
    })));

  test("that cannot be had leaves the old one, and shows it", () =>
    using(chromium, {}, (browser) => meet(browser, async (anna, server) => {
      await talk(anna, server);
      await anna.hasChoice();
      const { chosen, others } = await choice(anna);
      await anna.page.evaluate(() => {
        navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("in use", "NotReadableError"); };
      });
      await anna.page.getByLabel("Microphone").selectOption({ label: others[0] });
      await anna.fails("microphoneBusy", /Another program/, /Another program is using your microphone/);
      await showsChosen(anna, chosen);
      assert.equal(await anna.do("sends"), chosen);
    })));

  for (const [when, wasChosen] of [["nothing was chosen", false], ["one was chosen", true]]) {
    test(`keeps no call waiting where the browser does not say what there is, when ${when}`, () =>
      using(chromium, {}, (browser) => meet(browser, async (anna, server) => {
        if (wasChosen) {
          const link = await talk(anna, server);
          await chooseLast(anna);
          await anna.click("hang-up");
          await link.expect("BYE");
          await anna.click("close");
        }
        await anna.page.evaluate(() => { navigator.mediaDevices.enumerateDevices = () => new Promise(() => {}); });
        await anna.page.evaluate(() => globalThis.test.log.splice(0));
        await anna.click("button");
        await anna.comesTo("calling");
      })));
  }

  test("keeps no call waiting in a page of Firefox that has not the focus", () =>
    using(firefox, {}, (browser) => meet(browser, async (anna) => {
      const other = await anna.page.context().newPage();
      await other.bringToFront();
      await anna.do("press", "button");
      await anna.comesTo("calling");
    })));
});

describe("the microphone goes away in a call, which goes on", () => {
  test("by its plug in Firefox: the only one that is left can be chosen, is heard, and nothing is said any more", () =>
    using(firefox, {}, async (browser) => {
      const far = await Person.at(browser, site);
      const hears = (hertz) => far.until((wanted) => Math.abs(globalThis.test.far.hears() - wanted) <= 12, hertz);
      await meet(browser, async (anna, server) => {
        await anna.page.bringToFront();
        await anna.do("press", "button");
        const link = await server.link();
        const invite = await link.expect("INVITE");
        accept(invite, await far.do("atFarEnd", "answer", invite.body));
        await link.expect("ACK");
        await hears(FIRST_HZ);
        assert.equal((await choice(anna)).isShown, false, "there is no choice");

        // Firefox tells of it where the person looks.
        await anna.page.bringToFront();
        const pullOut = await browser.sound.plug(PLUGGED_HZ);
        await anna.hasChoice();
        await focusChoice(anna);
        await anna.press("ArrowDown");
        await hears(PLUGGED_HZ);

        await pullOut();
        await anna.fails("microphoneLost", /The call goes on/, /nobody can hear you\. Plug one in.*choose it below/);
        await anna.until(() => document.querySelector("bellwire-call").shadowRoot.querySelector("select").options.length === 2);
        const { isShown, chosen, others } = await choice(anna);
        assert.deepEqual([isShown, chosen, others.length], [true, "Choose a microphone", 1]);
        assert.match(others[0], new RegExp(`${FIRST_HZ} Hz`));
        assert.equal(await anna.do("state"), "active");

        await focusChoice(anna);
        await anna.press("ArrowDown");
        await hears(FIRST_HZ);
        await anna.sees("alert", "");
        assert.equal((await choice(anna)).isShown, false);
        await anna.focusIsOn("Hang up");
        await anna.press("Enter");
        await link.expect("BYE");
      }, { prepare: hideMonitor });
      await far.close();
    }));

  test("by the person's word in Chromium: when they allow it again, they choose it, and are heard", () =>
    using(chromium, { microphone: false }, (browser) => meet(browser, async (anna, server) => {
      const context = anna.page.context();
      await context.grantPermissions(["microphone"], { origin: site.origin });
      await anna.click("button");
      const link = await server.link();
      (await link.expect("INVITE")).answer();
      await link.expect("ACK");
      await anna.sees("status", "You’re on hold");
      await anna.hasChoice();
      await context.clearPermissions();
      await anna.fails("microphoneLost", /The call goes on/, /nobody can hear you\..*choose it below/);
      assert.equal(await anna.do("state"), "active");
      await showsChosen(anna, "Choose a microphone");
      const { others } = await choice(anna);

      await anna.page.getByLabel("Microphone").selectOption({ label: others[0] });
      await anna.fails("microphoneDenied", /Allow it beside/, /is blocked/);
      await showsChosen(anna, "Choose a microphone");
      await anna.click("mute");
      await anna.sees("alert", /nobody can hear you/);
      await anna.click("mute");

      await context.grantPermissions(["microphone"], { origin: site.origin });
      await anna.page.getByLabel("Microphone").selectOption({ label: others[0] });
      await anna.sees("alert", "");
      assert.equal(await anna.do("sends"), others[0]);
      await anna.click("hang-up");
      await link.expect("BYE");
    })));
});
