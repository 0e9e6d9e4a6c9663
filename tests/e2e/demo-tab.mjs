// One tab of the demo, seen and used as a person does: by the names of buttons, and by what the page says.

import assert from "node:assert/strict";
import { open } from "./chromium.mjs";

/** How long a call may take until there is sound. */
const PATIENCE = 20_000;

export class DemoTab {
  constructor(page) {
    this.page = page;
  }

  static async open(browser, demo) {
    return new DemoTab(await open(browser, demo, keepConnections));
  }

  /** Signs in by one click. */
  async be(name) {
    await this.click(`Be ${name}`);
    await this.ready(name);
  }

  ready(name) {
    return this.shows(`Ready. ${name} can call and be called.`);
  }

  click(name, role = "button") {
    return this.page.getByRole(role, { name, exact: true }).click();
  }

  async dial(target) {
    await this.page.getByLabel("Name, number or SIP address").fill(target);
    await this.click("Call");
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Presses Tab until what has this name is in focus. */
  async tabTo(name) {
    const passed = [];
    while (passed.length < 30) {
      await this.press("Tab");
      const focused = await this.page.evaluate(nameOfFocus);
      if (focused === name) return;
      passed.push(focused);
    }
    assert.fail(`Tab does not come to ${name}, only to ${passed.join(", ")}`);
  }

  async focusIsOn(name) {
    await this.page.waitForFunction(`(${nameOfFocus})() === ${JSON.stringify(name)}`);
  }

  /** Waits until the status line says exactly this. */
  shows(sentence) {
    return this.#waitFor("status", sentence);
  }

  /** Waits until the alert fits. */
  alerts(pattern) {
    return this.#waitFor("alert", pattern);
  }

  alert() {
    return this.page.getByRole("alert").innerText();
  }

  /** Waits until the connection stands, and sound that is not silence comes in and is played. */
  async talks() {
    const heard = await this.page.evaluate(async (patience) => {
      const connection = globalThis.connections.at(-1);
      const audio = document.querySelector("audio");
      const limit = performance.now() + patience;
      let facts;
      do {
        const stats = [...(await connection.getStats()).values()];
        const energy = stats.find(({ type }) => type === "inbound-rtp")?.totalAudioEnergy ?? 0;
        const playing = !audio.paused && audio.currentTime > 0;
        facts = { connection: connection.connectionState, energy, playing };
        if (facts.connection === "connected" && energy > 0 && facts.playing) return "sound";
        await new Promise((resolve) => setTimeout(resolve, 50));
      } while (performance.now() < limit);
      return facts;
    }, PATIENCE);
    assert.equal(heard, "sound");
  }

  close() {
    return this.page.context().close();
  }

  async #waitFor(role, wanted) {
    const line = this.page.getByRole(role);
    const fitting = line.and(this.page.getByText(wanted, { exact: typeof wanted === "string" }));
    await fitting.waitFor().catch(async () => {
      assert.fail(`the ${role} should be ${wanted}, and is: ${await line.innerText()}`);
    });
  }
}

/** Keeps the page's peer connections where the test can look at them. */
function keepConnections() {
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      globalThis.connections.push(this);
    }
  };
}

/** What a screen reader calls the element in focus. */
function nameOfFocus() {
  const { activeElement: element } = document;
  return (element.labels?.[0] ?? element).textContent.trim();
}
