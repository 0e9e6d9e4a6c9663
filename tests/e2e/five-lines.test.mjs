// The smallest page that calls: five lines, none of them a script of its own.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { FINGER, SIZES } from "./looking.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { startSwitchboard } from "./switchboard.mjs";

const PAGE = fileURLToPath(new URL("../../www/five-lines/index.html", import.meta.url));

/** Keeps the connections of the page where the test can look at them. */
function keepConnections() {
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      globalThis.connections.push(this);
    }
  };
}

test("it has five lines, and no script or style of its own", async () => {
  const lines = (await readFile(PAGE, "utf8")).trim().split("\n");
  assert.equal(lines.length, 5);
  assert.ok(!lines.some((line) => /<style|style=|\son\w+=|<script[^>]*>[^<]/.test(line)), lines.join("\n"));
});

test("on a telephone its button fits a finger, and the panel is a sheet as wide as the screen", async () => {
  const [browser, site] = await Promise.all([chromium.launch(), startSite()]);
  try {
    const settings = { viewport: SIZES.phone, isMobile: true, hasTouch: true };
    const page = await chromium.open(browser, `${site.origin}/five-lines/`, undefined, false, settings);
    const size = (part) => page.locator(`css=[part="${part}"]`).evaluate((element) => {
      const { width, height } = element.getBoundingClientRect();
      return { width, height, screen: innerWidth };
    });
    const button = await size("button");
    assert.ok(button.height >= FINGER);
    assert.equal(button.screen, SIZES.phone.width, "it is not made smaller");
    await page.getByRole("button", { name: "Call the echo" }).tap();
    assert.equal((await size("panel")).width, SIZES.phone.width);
  } finally {
    await closeAll(browser, site);
  }
});

for (const [name, { launch }] of Object.entries({ Chromium: chromium, Firefox: firefox })) {
  test(`in ${name} it calls the switchboard's echo, anonymously, and hears its own voice`, async () => {
    const [browser, switchboard] = await Promise.all([launch(), startSwitchboard()]);
    try {
      const page = await browser.open(new URL("../five-lines/", switchboard.demo).href, keepConnections);
      const visitor = new Person(page);
      const inPage = (work, argument) => visitor.until(work, argument);
      await inPage(() => customElements.get("bellwire-call") !== undefined);
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await inPage(() => document.querySelector("bellwire-call").state === "active");
      await inPage(async () => {
        const stats = [...(await globalThis.connections.at(-1).getStats()).values()];
        return stats.some(({ type, totalAudioEnergy }) => type === "inbound-rtp" && totalAudioEnergy > 0.001);
      });
      await page.keyboard.press("Enter");
      await inPage(() => document.querySelector("bellwire-call").state === "ended");
      await visitor.close();
    } finally {
      await closeAll(browser, switchboard);
    }
  });
}
