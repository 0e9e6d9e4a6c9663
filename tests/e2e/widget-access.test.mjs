// The click-to-call element for those who see it, on any screen and in any colours, and for those who do not.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { FINGER, SCREENSHOTS, SIZES, axe, bringAxe } from "./looking.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { accept, talk, withVisitor } from "./visitor.mjs";

let browser, site;

before(async () => {
  [browser, site] = await Promise.all([launch({ microphone: false }), startSite()]);
});

after(() => closeAll(browser, site));

const LABEL = "Call the shop";

/** Runs `body` with a visitor who allows the microphone; in a call the server does what `body` says. */
const meet = (body, { attributes, ...settings } = {}) =>
  withVisitor({ browser, origin: site.origin, attributes: { label: LABEL, ...attributes }, ...settings }, async (anna, server) => {
    await allow(anna);
    await body(anna, server);
  });

const allow = ({ page }) => page.context().grantPermissions(["microphone"], { origin: site.origin });

/** What the panel is while somebody has not yet said whether the microphone is allowed. */
async function ask(anna, look) {
  await anna.page.evaluate(() => {
    globalThis.open = navigator.mediaDevices.getUserMedia;
    navigator.mediaDevices.getUserMedia = () => new Promise(() => {});
  });
  await anna.click("again");
  await anna.comesTo("calling");
  await look(anna, "asking");
  await anna.click("hang-up");
  await anna.page.evaluate(() => { navigator.mediaDevices.getUserMedia = globalThis.open; });
}

/** Leads a visitor through the states of a call to another browser, and does `look` in each. */
async function walk(look, lang = "en") {
  const far = await Person.at(browser, site);
  try {
    await withVisitor({ browser, origin: site.origin, attributes: { label: LABEL, lang } }, async (anna, server) => {
      await look(anna, "idle");
      await anna.do("giveCredentials", "never");
      await anna.click("button");
      await look(anna, "connecting");
      await anna.click("hang-up");
      await anna.do("giveCredentials", {});
      await ask(anna, look);
      await allow(anna);

      await anna.click("again");
      const refused = await (await server.link()).expect("INVITE");
      refused.reply(180, "Ringing");
      await anna.comesTo("ringing");
      await look(anna, "ringing");
      refused.reply(486, "Busy Here");
      await anna.do("seen", { type: "error", kind: "busy" });
      await look(anna, "failed");
      await anna.click("again");
      (await (await server.link()).expect("INVITE")).reply(404, "Not Found");
      await anna.do("seen", { type: "error", kind: "notFound" });
      await anna.page.locator("summary").click();
      await look(anna, "details");

      await anna.click("again");
      const invite = await (await server.link()).expect("INVITE");
      accept(invite, await far.do("atFarEnd", "answer", invite.body));
      await anna.comesTo("active");
      await anna.until(() => globalThis.test.connection() === "connected");
      await anna.hasChoice();
      await anna.click("keypad-button");
      for (const key of "12#") await anna.press(key);
      await look(anna, "keypad");
      await anna.press("Escape");
      await anna.click("mute");
      await anna.page.locator("[aria-pressed=true]").waitFor();
      await look(anna, "muted");
      await anna.click("mute");
      await anna.page.context().clearPermissions();
      await anna.do("seen", { type: "error", kind: "microphoneLost" });
      await look(anna, "lost");
      await anna.click("hang-up");
      await anna.until(() => globalThis.test.state() === "ended");
      await look(anna, "ended");
      assert.equal(await anna.do("says", "alert"), "");
    });
  } finally {
    await far.page.context().close();
  }
}

const each = async (values, work) => {
  for (const value of values) await work(value);
};

/** What axe finds, by day and by night. */
const axeFindsNothing = (anna, what) =>
  each(["light", "dark"], async (colorScheme) => {
    await anna.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations, passes } = await axe(anna.page);
    assert.deepEqual(violations, [], `${what}, ${colorScheme}`);
    assert.ok(passes.includes("color-contrast"), "axe looked at the colours");
  });

for (const [language, lang] of [["English", "en"], ["French", "fr"]]) {
  test(`axe finds nothing in any state, by day and by night, in ${language}`, () =>
    walk(async (anna, state) => {
      if (state === "idle") await bringAxe(anna.page);
      await axeFindsNothing(anna, state);
    }, lang));
}

test("what stands on a colour of the page's can be read, whatever that is", () =>
  meet(async (anna) => {
    await bringAxe(anna.page);
    await each(["rebeccapurple", "gold", "red", "blue", "#777", "white", "black"], async (colour) => {
      await anna.page.evaluate((value) =>
        document.querySelector("bellwire-call").style.setProperty("--bellwire-call-color", value), colour);
      await axeFindsNothing(anna, colour);
    });
  }));

test("and it can in Firefox, too", async () => {
  const other = await firefox.launch();
  try {
    await withVisitor({ browser: other, origin: site.origin }, async (anna) => {
      for (const [colour, seen] of [["rebeccapurple", "color(xyz-d65 0.9505 1 1.089)"], ["gold", "color(xyz-d65 0 0 0)"]]) {
        assert.equal(await anna.page.evaluate((value) => {
          const element = document.querySelector("bellwire-call");
          element.style.setProperty("--bellwire-call-color", value);
          return getComputedStyle(element.shadowRoot.querySelector("button")).color;
        }, colour), seen);
      }
    });
  } finally {
    await other.close();
  }
});

describe("what a screen reader gets", () => {
  /** The element's part of the accessibility tree: role, name and what else counts. */
  async function tree({ page }) {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const told = nodes.filter(({ ignored }) => !ignored).map(({ role, name, value, properties = [] }) => {
      const facts = Object.fromEntries(properties.map(({ name: fact, value: known }) => [fact, known.value]));
      return { role: role.value, name: name?.value ?? "", value: value?.value, ...facts };
    });
    await session.detach();
    return told;
  }

  const find = (nodes, role, name) => nodes.find((node) => node.role === role && (name === undefined || node.name === name));

  /** The names of all buttons that belong to the element. */
  const buttons = (nodes) => nodes.filter(({ role }) => role === "button").map(({ name }) => name);

  test("names, roles and live regions are as they should be in each state", async () => {
    const expected = {
      idle: ["Call the shop"],
      connecting: ["Call the shop", "Hang up"],
      asking: ["Call the shop", "Hang up"],
      ringing: ["Call the shop", "Hang up"],
      failed: ["Call the shop", "Close", "Call again"],
      details: ["Call the shop", "Close", "Call again"],
      keypad: ["Call the shop", "Mute", "Keypad", "Hang up", ..."123456789", "star", "0", "hash"],
      muted: ["Call the shop", "Mute", "Keypad", "Hang up"],
      lost: ["Call the shop", "Mute", "Keypad", "Hang up"],
      ended: ["Call the shop", "Close", "Call again"],
    };
    const seen = [];
    await walk(async (anna, state) => {
      seen.push(state);
      const nodes = await tree(anna);
      assert.deepEqual(buttons(nodes).toSorted(), expected[state].toSorted(), state);
      const opener = find(nodes, "button", "Call the shop");
      assert.equal(opener.hasPopup, "dialog");
      assert.equal(opener.expanded, state !== "idle", `${state}: whether the panel is open`);
      if (state === "idle") return;
      assert.ok(find(nodes, "dialog", "Call the shop"), `${state}: the panel has a name`);
      const status = find(nodes, "status");
      assert.deepEqual([status.live, status.atomic], ["polite", true], `${state}: the state is told politely`);
      assert.equal(find(nodes, "alert")?.live ?? "assertive", "assertive");
      assert.equal(find(nodes, "alert") !== undefined, true, `${state}: a failure would interrupt`);
      const timer = find(nodes, "timer");
      assert.ok(timer === undefined || (timer.live ?? "off") === "off", `${state}: nobody counts aloud`);
      assert.equal(timer !== undefined, ["keypad", "muted", "lost", "ended"].includes(state), `${state}: the time is there`);
      if (state === "keypad") {
        assert.ok(find(nodes, "group", "Keypad"));
        assert.equal(find(nodes, "button", "Keypad").expanded, true);
        assert.equal(find(nodes, "button", "Mute").pressed, "false");
        assert.ok(find(nodes, "combobox", "Microphone"), "the choice of microphones has a name");
      }
      if (state === "lost") assert.equal(find(nodes, "combobox", "Microphone").value, "Choose a microphone");
      if (state === "muted") assert.equal(find(nodes, "button", "Mute").pressed, "true");
    });
    assert.deepEqual(seen, Object.keys(expected));
  });

  test("what is drawn in the button's place is named by the label", () =>
    meet(async (anna) => {
      await anna.page.evaluate(() => document.querySelector("bellwire-call").append(document.createElement("canvas")));
      await anna.until(() => document.querySelector("bellwire-call").shadowRoot.querySelector("button").ariaLabel);
      assert.ok(find(await tree(anna), "button", "Call the shop"));
      await anna.page.evaluate(() => document.querySelector("bellwire-call").append("Talk to us"));
      await anna.until(() => !document.querySelector("bellwire-call").shadowRoot.querySelector("button").ariaLabel);
      assert.ok(find(await tree(anna), "button", "Talk to us"));
    }));
});

for (const [language, lang, prefix] of [["English", "en", "widget"], ["French", "fr", "widget-fr"]]) {
  test(`everything is wide enough for a finger, and fits the screen, by day and by night, in ${language}`, () =>
    walk(async (anna, state) => {
      await each(Object.entries(SIZES), async ([size, viewport]) => {
        await anna.page.setViewportSize(viewport);
        await each(["light", "dark"], async (colorScheme) => {
          await anna.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          await anna.page.screenshot({ path: `${SCREENSHOTS}${prefix}-${state}-${size}-${colorScheme}.png` });
        });
        const { targets, width } = await anna.page.evaluate(() => ({
          targets: [...document.querySelector("bellwire-call").shadowRoot.querySelectorAll("button, select, summary")]
            .filter((element) => element.checkVisibility())
            .map((element) => ({ part: element.part.value || element.localName, box: element.getBoundingClientRect().toJSON() })),
          width: document.documentElement.scrollWidth,
        }));
        assert.ok(targets.length > 0);
        for (const { part, box } of targets) {
          assert.ok(box.width >= FINGER && box.height >= FINGER, `${state}, ${size}: ${part} is ${box.width} by ${box.height}`);
          assert.ok(box.left >= 0 && box.right <= viewport.width, `${state}, ${size}: ${part} is in sight`);
        }
        assert.ok(width <= viewport.width, `${state}: the page is ${width} px wide on a ${size}`);
      });
    }, lang));
}

test("it stands the other way round from right to left, but for digits", () =>
  meet(async (anna, server) => {
    await anna.page.evaluate(async () => {
      document.documentElement.dir = "rtl";
      const { BellwireCall } = await import("/bellwire/widget/index.js");
      BellwireCall.addLanguage("ar", {
        active: "مكالمة جارية", mute: "كتم", keypad: "لوحة الأرقام", hangUp: "إنهاء", microphone: "الميكروفون",
      });
    });
    await anna.click("button");
    accept(await (await server.link()).expect("INVITE"));
    await anna.sees("status", "مكالمة جارية");
    await anna.click("keypad-button");
    await anna.page.emulateMedia({ reducedMotion: "reduce" });
    await anna.page.screenshot({ path: `${SCREENSHOTS}widget-rtl.png` });
    const left = (part) => anna.page.locator(`css=[part="${part}"]`).filter({ visible: true }).first().evaluate(
      (element) => element.getBoundingClientRect().left,
    );
    assert.ok(await left("mute") > await left("hang-up"), "the first control is on the right");
    assert.ok(await left("panel") < 200, "the panel is at the end of the line, which is on the left");
    const keys = await anna.page.locator('css=[part="key"]').evaluateAll(
      (all) => all.slice(0, 3).map((key) => key.getBoundingClientRect().left),
    );
    assert.deepEqual(keys, keys.toSorted((a, b) => a - b), "1, 2 and 3 stand as on any telephone");
  }, { attributes: { label: "اتصل بنا", lang: "ar" } }));

test("forced colours show what is pressed, and every button's edge", () =>
  meet(async (anna, server) => {
    await anna.page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    await talk(anna, server);
    const disc = anna.page.locator('css=[part="mute"] > .disc');
    const colour = () => disc.evaluate((element) => getComputedStyle(element).backgroundColor);
    const before = await colour();
    await anna.click("mute");
    await anna.page.locator("[aria-pressed=true]").waitFor();
    assert.notEqual(await colour(), before);
    const edge = await disc.evaluate((element) => getComputedStyle(element).borderTopColor);
    assert.notEqual(edge, "rgba(0, 0, 0, 0)");
    await anna.page.screenshot({ path: `${SCREENSHOTS}widget-forced-colours.png` });
  }));

test("a page gives it its own colours, shape, picture and content", () =>
  meet(async (anna, server) => {
    await anna.page.getByRole("button", { name: "Call", exact: true }).waitFor(); // The space between two tags is no content.
    await anna.page.evaluate(() => {
      const picture = document.createElement("img");
      Object.assign(picture, { src: "/demo/icon.svg", alt: "", slot: "icon", width: 20, height: 20 });
      document.querySelector("bellwire-call").append(picture, "Talk to a mechanic");
    });
    const style = (part, ...names) => anna.page.locator(`css=[part="${part}"]`).evaluate((element, wanted) => {
      const all = getComputedStyle(element);
      return wanted.map((name) => all[name]);
    }, names);
    assert.deepEqual(await style("button", "backgroundColor", "borderTopLeftRadius"), ["rgb(90, 20, 140)", "4px"]);
    await anna.page.getByRole("button", { name: "Talk to a mechanic" }).waitFor();
    const shown = await anna.page.locator("bellwire-call").evaluate((element) => ({
      own: element.querySelector("img").checkVisibility() && element.querySelector("img").naturalWidth > 0,
      usual: element.shadowRoot.querySelector('slot[name="icon"] > svg').checkVisibility(),
    }));
    assert.deepEqual(shown, { own: true, usual: false }, "its picture stands in the place of ours");
    await talk(anna, server);
    assert.deepEqual(await style("panel", "backgroundColor"), ["rgb(255, 250, 240)"]);
    assert.deepEqual(await style("title", "textTransform"), ["uppercase"]);
    await anna.page.emulateMedia({ reducedMotion: "reduce" });
    await anna.page.screenshot({ path: `${SCREENSHOTS}widget-own-colours.png` });
  }, { attributes: { label: undefined, class: "ours" }, options: { content: "\n  " } }));

test("a style may know each state, from the first on and one at a time", () =>
  walk(async (anna, state) => {
    const states = ["idle", "connecting", "calling", "ringing", "active", "ended", "failed"];
    const matching = await anna.page.locator("bellwire-call").evaluate(
      (element, names) => names.filter((name) => element.matches(`:state(${name})`)), states);
    const of = { asking: "calling", details: "failed", keypad: "active", muted: "active", lost: "active" };
    assert.deepEqual(matching, [of[state] ?? state]);
  }));

test("nothing moves for who wants no motion", () =>
  meet(async (anna, server) => {
    const running = () => anna.page.evaluate(() =>
      document.querySelector("bellwire-call").shadowRoot.getAnimations().length);
    await anna.click("button");
    (await (await server.link()).expect("INVITE")).reply(180, "Ringing");
    await anna.comesTo("ringing");
    assert.ok(await running() > 0, "waiting is seen");
    await anna.page.emulateMedia({ reducedMotion: "reduce" });
    assert.equal(await running(), 0);
  }));
