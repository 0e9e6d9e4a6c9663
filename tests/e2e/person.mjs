// A person at the test page.

import assert from "node:assert/strict";
import { within } from "../within.mjs";
import { PATIENCE, until } from "./until.mjs";

export class Person {
  constructor(page) {
    this.page = page;
  }

  /** Somebody new in this browser, whichever it is, with Bellwire or the phone of another page script. */
  static async at(browser, site, script = "page") {
    const page = await browser.open(`${site.origin}/page/index.html?${script}`);
    const person = new Person(page);
    await person.until(() => document.documentElement.dataset.ready === "yes");
    return person;
  }

  /** Runs `test[method](...args)` in the page; never longer than `PATIENCE`. */
  do(method, ...args) {
    const work = this.page.evaluate(([name, values]) => globalThis.test[name](...values), [method, args]);
    return within(PATIENCE, work, new Error(`${method} took longer than ${PATIENCE} ms`));
  }

  /** Waits until `check` holds in the page, by asking: the browser's own ways of waiting count as a click in it. */
  async until(check, argument, patience) {
    await until(() => this.page.evaluate(check, argument), patience).catch(({ message }) => {
      throw new Error(`${message}: ${check}`);
    });
  }

  /** Waits until the dominant frequency of what arrives is this one, and this person's `own` is not in it. */
  async hears(frequency, own) {
    await this.until(
      ([wanted, mine]) => Math.abs(globalThis.test.hears() - wanted) <= 12 && globalThis.test.lacks(mine),
      [frequency, own],
    ).catch(async () => assert.fail(`it should hear ${frequency} Hz and not ${own} Hz, and hears ${await this.do("hears")} Hz`));
  }

  /** The wire messages of this phone, sent and received, in order. */
  async wire() {
    const log = await this.page.evaluate(() => globalThis.test.log);
    return log.filter(({ type }) => type === "trace").map(({ sent, text }) => ({ sent, text }));
  }

  /** The start lines of what it sent. */
  async sentLines() {
    return (await this.wire()).filter(({ sent }) => sent).map(({ text }) => text.split("\r\n")[0]);
  }

  /** Signs out and leaves; the page must have thrown nothing. */
  async stop() {
    try {
      await this.do("close");
    } finally {
      await this.close();
    }
  }

  async close() {
    await this.page.context().close();
    assert.deepEqual(this.page.errors, [], "the page threw nothing");
  }
}
