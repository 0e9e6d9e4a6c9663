// The click-to-call element for those who see it, on any screen and in any colours, and for those who do not.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { FINGER, SCREENSHOTS, SIZES, axe, bringAxe } from "./looking.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";
import { Visitor, accept } from "./visitor.mjs";

let browser, site;

before(async () => {
  [browser, site] = await Promise.all([launch(), startSite()]);
});

after(() => closeAll(browser, site));

/** Leads a visitor through the states of a call to another browser, and does `look` in each. */
async function walk(look) {
  const server = await startScripted();
  const far = await Person.at(browser, site);
  const anna = await Visitor.at(browser, site.origin, { server: server.url, target: "sales", label: "Call the shop" });
  try {
    await look(anna, "idle");
    await anna.click("button");
    const link = await server.link();
    const refused = await link.expect("INVITE");
    refused.reply(180, "Ringing");
    await anna.comesTo("ringing");
    await look(anna, "ringing");
    refused.reply(486, "Busy Here");
    await anna.comesTo("failed");
    await look(anna, "failed");
    await anna.click("again");
    const invite = await (await server.link()).expect("INVITE");
    accept(invite, await far.do("atFarEnd", "answer", invite.body));
    await anna.comesTo("active");
    await anna.until(() => globalThis.test.connection() === "connected");
    await anna.click("keypad-button");
    for (const key of "12#") await anna.press(key);
    await look(anna, "keypad");
    await anna.press("Escape");
    await anna.click("mute");
    await anna.page.locator("[aria-pressed=true]").waitFor();
    await look(anna, "muted");
    await anna.click("hang-up");
    await anna.comesTo("ended");
    await look(anna, "ended");
    assert.equal(await anna.do("says", "alert"), "");
    assert.deepEqual(anna.page.errors, [], "the page threw nothing");
  } finally {
    await Promise.all([anna, far].map(({ page }) => page.context().close()));
    await server.stop();
  }
}

const each = async (values, work) => {
  for (const value of values) await work(value);
};

test("axe finds nothing in any state, by day and by night", () =>
  walk(async (anna, state) => {
    if (state === "idle") await bringAxe(anna.page);
    await each(["light", "dark"], async (colorScheme) => {
      await anna.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const { violations, passes } = await axe(anna.page);
      assert.deepEqual(violations, [], `${state}, ${colorScheme}`);
      assert.ok(passes.includes("color-contrast"), "axe looked at the colours");
    });
  }));

describe("what a screen reader gets", () => {
  /** The element's part of the accessibility tree: role, name and what else counts. */
  async function tree({ page }) {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send("Accessibility.getFullAXTree");
    const told = nodes.filter(({ ignored }) => !ignored).map(({ role, name, properties = [] }) => {
      const facts = Object.fromEntries(properties.map(({ name: fact, value }) => [fact, value.value]));
      return { role: role.value, name: name?.value ?? "", ...facts };
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
      ringing: ["Call the shop", "Hang up"],
      failed: ["Call the shop", "Close", "Call again"],
      keypad: ["Call the shop", "Mute", "Keypad", "Hang up", ..."123456789", "star", "0", "hash"],
      muted: ["Call the shop", "Mute", "Keypad", "Hang up"],
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
      assert.equal(timer !== undefined, ["keypad", "muted", "ended"].includes(state), `${state}: the time is there`);
      if (state === "keypad") {
        assert.ok(find(nodes, "group", "Keypad"));
        assert.equal(find(nodes, "button", "Keypad").expanded, true);
        assert.equal(find(nodes, "button", "Mute").pressed, "false");
        const { microphone } = { microphone: find(nodes, "combobox", "Microphone") };
        assert.ok(microphone, "the choice of microphones has a name");
      }
      if (state === "muted") assert.equal(find(nodes, "button", "Mute").pressed, "true");
    });
    assert.deepEqual(seen, Object.keys(expected));
  });

  test("what is drawn in the button's place is named by the label", async () => {
    const anna = await Visitor.at(browser, site.origin, { server: "/", target: "sales", label: "Call the shop" });
    await anna.page.evaluate(() => document.querySelector("bellwire-call").append(document.createElement("canvas")));
    await anna.until(() => document.querySelector("bellwire-call").shadowRoot.querySelector("button").ariaLabel);
    assert.ok(find(await tree(anna), "button", "Call the shop"));
    await anna.page.evaluate(() => document.querySelector("bellwire-call").append("Talk to us"));
    await anna.until(() => !document.querySelector("bellwire-call").shadowRoot.querySelector("button").ariaLabel);
    assert.ok(find(await tree(anna), "button", "Talk to us"));
    await anna.close();
  });
});

test("everything is wide enough for a finger, and fits the screen, by day and by night", () =>
  walk(async (anna, state) => {
    await each(Object.entries(SIZES), async ([size, viewport]) => {
      await anna.page.setViewportSize(viewport);
      await each(["light", "dark"], async (colorScheme) => {
        await anna.page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await anna.page.screenshot({ path: `${SCREENSHOTS}widget-${state}-${size}-${colorScheme}.png` });
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
  }));

test("it stands the other way round from right to left, but for digits", async () => {
  const server = await startScripted();
  const anna = await Visitor.at(browser, site.origin);
  await anna.page.evaluate(() => { document.documentElement.dir = "rtl"; });
  await anna.do("add", { server: server.url, target: "sales", label: "اتصل بنا", lang: "ar" });
  await anna.page.evaluate(async () => {
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
  await anna.close();
  await server.stop();
});

test("forced colours show what is pressed, and every button's edge", async () => {
  const server = await startScripted();
  const anna = await Visitor.at(browser, site.origin, { server: server.url, target: "sales", label: "Call the shop" });
  await anna.page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  await anna.click("button");
  accept(await (await server.link()).expect("INVITE"));
  await anna.sees("status", "In a call");
  const disc = anna.page.locator('css=[part="mute"] > .disc');
  const colour = () => disc.evaluate((element) => getComputedStyle(element).backgroundColor);
  const before = await colour();
  await anna.click("mute");
  await anna.page.locator("[aria-pressed=true]").waitFor();
  assert.notEqual(await colour(), before);
  const edge = await disc.evaluate((element) => getComputedStyle(element).borderTopColor);
  assert.notEqual(edge, "rgba(0, 0, 0, 0)");
  await anna.page.screenshot({ path: `${SCREENSHOTS}widget-forced-colours.png` });
  await anna.close();
  await server.stop();
});

test("a page gives it its own colours, shape and content", async () => {
  const attributes = { server: "/", target: "sales", class: "ours" };
  const anna = await Visitor.at(browser, site.origin, attributes, { content: "\n  " });
  await anna.page.getByRole("button", { name: "Call", exact: true }).waitFor(); // The space between two tags is no content.
  await anna.page.evaluate(() => document.querySelector("bellwire-call").append("Talk to a mechanic"));
  const style = await anna.page.locator('css=[part="button"]').evaluate((button) => {
    const { backgroundColor, borderTopLeftRadius } = getComputedStyle(button);
    return { backgroundColor, borderTopLeftRadius };
  });
  assert.deepEqual(style, { backgroundColor: "rgb(90, 20, 140)", borderTopLeftRadius: "4px" });
  await anna.page.getByRole("button", { name: "Talk to a mechanic" }).waitFor();
  await anna.page.screenshot({ path: `${SCREENSHOTS}widget-own-colours.png` });
  await anna.close();
});

test("a style may know each state, from the first on and one at a time", () =>
  walk(async (anna, state) => {
    const states = ["idle", "connecting", "calling", "ringing", "active", "ended", "failed"];
    const matching = await anna.page.locator("bellwire-call").evaluate(
      (element, names) => names.filter((name) => element.matches(`:state(${name})`)), states);
    assert.deepEqual(matching, [["keypad", "muted"].includes(state) ? "active" : state]);
  }));

test("nothing moves for who wants no motion", async () => {
  const server = await startScripted();
  const anna = await Visitor.at(browser, site.origin, { server: server.url, target: "sales" });
  const running = () => anna.page.evaluate(() =>
    document.querySelector("bellwire-call").shadowRoot.getAnimations().length);
  await anna.click("button");
  (await (await server.link()).expect("INVITE")).reply(180, "Ringing");
  await anna.comesTo("ringing");
  assert.ok(await running() > 0, "waiting is seen");
  await anna.page.emulateMedia({ reducedMotion: "reduce" });
  assert.equal(await running(), 0);
  await anna.close();
  await server.stop();
});
