// One tab of the softphone, seen and used as a person does: by the names of buttons, and by what the page says.

import assert from "node:assert/strict";
import { open } from "./chromium.mjs";
import { until } from "./until.mjs";

export class DemoTab {
  constructor(page) {
    this.page = page;
  }

  static async open(browser, demo, settings) {
    return new DemoTab(await open(browser, demo, watch, false, settings));
  }

  /** Signs in by one click. */
  async be(name) {
    await this.click(`Be ${name}`);
    await this.ready(name);
  }

  ready(name) {
    return this.shows(`Ready. ${name} can call and be called.`);
  }

  /** Signs in at a server of one's own; what is not given is left as it is. */
  async signInAt(fields) {
    for (const [name, value] of Object.entries(fields)) await this.page.getByLabel(name, { exact: true }).fill(value);
    await this.click("Sign in");
  }

  click(name, role = "button") {
    return this.page.getByRole(role, { name, exact: true }).click();
  }

  async dial(target) {
    await this.page.getByLabel("Name, number or SIP address").fill(target);
    await this.click("Call");
  }

  /** Calls one of the numbers that are one click away. */
  callNumber(name) {
    return this.page.locator("#number-list").getByRole("button", { name: new RegExp(`^${name}\\b`) }).click();
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Presses Tab until what has this name is in focus. */
  async tabTo(name) {
    const passed = [];
    while (passed.length < 40) {
      await this.press("Tab");
      const focused = await this.#focus();
      if (focused === name) return;
      passed.push(focused);
    }
    assert.fail(`Tab does not come to ${name}, only to ${passed.join(", ")}`);
  }

  async focusIsOn(name) {
    await this.page.waitForFunction((wanted) => globalThis.focusName() === wanted, name).catch(async () => {
      assert.fail(`the focus should be on ${name}, and is on ${await this.#focus()}`);
    });
  }

  #focus() {
    return this.page.evaluate(() => globalThis.focusName());
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

  /** The alert is on the screen, all of it, and belongs to the field in focus. */
  async alertIsInSight() {
    const { focused, ...box } = await this.page.getByRole("alert").evaluate((alert) => {
      const { top, bottom } = alert.getBoundingClientRect();
      const { activeElement: field } = document;
      const isAt = ({ top, bottom }) => top >= 0 && bottom <= innerHeight;
      return {
        top, bottom, height: innerHeight,
        focused: [isAt(field.getBoundingClientRect()), field.ariaInvalid, field.getAttribute("aria-describedby") === alert.id],
      };
    });
    assert.ok(box.top >= 0 && box.bottom <= box.height && box.bottom > box.top, JSON.stringify(box));
    assert.deepEqual(focused, [true, "true", true], "the field is in sight, invalid, and described by the alert");
  }

  /** The messages of the ladder, of this name if one is given. */
  messages(name) {
    return this.page.locator("#ladder").getByRole("option", { name });
  }

  /** The arrows of the ladder, from the top: which way, and what stands on each. */
  arrows() {
    return this.page.locator("#ladder .message").evaluateAll((rows) =>
      rows.filter((row) => !row.classList.contains("note")).map((row) => {
        const { x1, x2 } = row.querySelector("line:not(.life)");
        const way = x1.baseVal.value < x2.baseVal.value ? "→" : "←";
        return `${way} ${row.querySelector(".title").textContent}`;
      }));
  }

  /** The whole of the message that was chosen. */
  async message() {
    return (await this.page.locator("#message").innerText()).replaceAll("\r", "");
  }

  /** Saves what a button gives, and returns its text. */
  async save(button) {
    const [download] = await Promise.all([this.page.waitForEvent("download"), this.click(button)]);
    const chunks = [];
    for await (const chunk of await download.createReadStream()) chunks.push(chunk);
    return { name: download.suggestedFilename(), text: Buffer.concat(chunks).toString() };
  }

  /** Waits until the connection stands, and sound that is not silence comes in and is played. */
  async talks() {
    await until(async () => (await this.#sound()).isHeard).catch(async () => {
      assert.fail(`sound should come in and be played: ${JSON.stringify(await this.#sound())}`);
    });
  }

  /** Waits until two seconds of what comes in are silent, or are not; the pretended microphone beeps each second. */
  async hears(wanted) {
    let start = await this.#sound();
    await until(async () => {
      const now = await this.#sound();
      if (now.seconds - start.seconds < 2) return false;
      const heard = now.energy - start.energy < 1e-6 ? "silence" : "sound";
      start = now;
      return heard === wanted;
    }).catch(() => assert.fail(`two seconds of ${wanted} should come in`));
  }

  #sound() {
    return this.page.evaluate(() => globalThis.sound());
  }

  /** Waits until the page itself plays this frequency, by the speaker of this name if one is given. */
  async rings(hertz, speaker) {
    const tone = () => this.page.evaluate(() => globalThis.tone());
    await until(async () => {
      const { loudest, by } = (await tone()) ?? {};
      return Math.abs(loudest - hertz) < 8 && (!speaker || by === speaker);
    }).catch(async () => assert.fail(`it should play ${hertz} Hz, and plays ${JSON.stringify(await tone())}`));
  }

  /** Waits until the page itself plays nothing. */
  async isSilent() {
    await this.page.waitForFunction(() => globalThis.isSilent());
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

/** Keeps what happens in the page where the test can look at it. */
export function watch() {
  const connections = [];
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(...settings) {
      super(...settings);
      connections.push(this);
    }
  };
  /** The connection of the call; others may be kept warm for the next one. */
  globalThis.talking = () => connections.findLast(({ connectionState }) => connectionState === "connected");

  /** The tones that have been played. */
  globalThis.tones = "";
  const senders = new Set();
  const { insertDTMF } = RTCDTMFSender.prototype;
  RTCDTMFSender.prototype.insertDTMF = function insert(...wanted) {
    if (!senders.has(this)) this.addEventListener("tonechange", ({ tone }) => (globalThis.tones += tone));
    senders.add(this);
    return insertDTMF.apply(this, wanted);
  };

  /** What comes in and is played: so much of it, and so loud. */
  globalThis.sound = async () => {
    const audio = document.querySelector("audio");
    const stats = [...((await globalThis.talking()?.getStats())?.values() ?? [])].find(({ type }) => type === "inbound-rtp");
    const { totalAudioEnergy: energy = 0, totalSamplesDuration: seconds = 0 } = stats ?? {};
    return { energy, seconds, isHeard: energy > 0 && !audio.paused && audio.currentTime > 0 };
  };

  const speakerName = async (id) =>
    (await navigator.mediaDevices.enumerateDevices()).find(({ deviceId, kind }) => kind === "audiooutput" && deviceId === id)?.label;

  /** By which speaker the other side is played. */
  globalThis.playsBy = () => speakerName(document.querySelector("audio").sinkId);

  /** What the page itself plays now: the loudest frequency and the speaker; `null` when it plays nothing. */
  let analyser = null;
  const { connect } = AudioNode.prototype;
  AudioNode.prototype.connect = function tap(target, ...more) {
    if (target instanceof AudioDestinationNode) {
      analyser = new AnalyserNode(this.context, { fftSize: 2 ** 13 });
      connect.call(this, analyser);
    }
    return connect.call(this, target, ...more);
  };
  globalThis.isSilent = () => !analyser || analyser.context.state === "closed";
  globalThis.tone = async () => {
    if (globalThis.isSilent()) return null;
    const levels = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(levels);
    const loudest = levels.indexOf(Math.max(...levels));
    const hertz = levels[loudest] > -40 ? (loudest * analyser.context.sampleRate) / analyser.fftSize : 0;
    return { loudest: hertz, by: await speakerName(analyser.context.sinkId) };
  };

  /** What a screen reader calls the element in focus. */
  globalThis.focusName = () => {
    const { activeElement: element } = document;
    return element.ariaLabel ?? (element.labels?.[0] ?? element).textContent.trim();
  };
}
