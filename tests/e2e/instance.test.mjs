// Which tab is which to the registrar (RFC 5626, section 4.1).

import assert from "node:assert/strict";
import { once } from "node:events";
import { test } from "node:test";
import { open } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { setStage } from "./stage.mjs";

const stage = setStage();

/** Registers this person; the instance that the registrar saw, and the link. */
async function register(person, account = "sip:alice@bellwire.test") {
  const starting = person.do("start", { server: stage.server.url, account });
  const link = await stage.server.link();
  const registration = await link.register();
  assert.deepEqual(await starting, { value: undefined });
  const [instance] = registration.header("Contact").match(/urn:uuid:[0-9a-f-]{36}/);
  return { instance, link };
}

/** The tab is left for good, or loaded again: it says so first. */
async function left({ link }, leave) {
  await Promise.all([leave(), link.expect("REGISTER")]);
  await link.closed();
}

const ready = (person) => person.page.waitForSelector("html[data-ready]", { state: "attached" });

/** A tab with a copy of this one's storage, as the browser's “Duplicate tab” makes it. */
async function duplicate(person) {
  const [page] = await Promise.all([
    once(person.page, "popup").then(([popup]) => popup),
    person.page.evaluate(() => void window.open(location.href)),
  ]);
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  const copy = new Person(page);
  await ready(copy);
  return copy;
}

const storage = (person) => person.page.evaluate(() => JSON.stringify(sessionStorage));

// REG-10.
test("a tab that is loaded again is the same instance as before", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const first = await register(person);
  for (let time = 1; time <= 3; time += 1) {
    const last = time === 1 ? first : person.last;
    await left(last, () => person.page.reload());
    await ready(person);
    person.last = await register(person);
    assert.equal(person.last.instance, first.instance);
  }
  await person.close();
});

test("a phone that is closed and started again is the same instance", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const first = await register(person);
  const closing = person.do("close");
  (await first.link.expect("REGISTER")).reply(200, "OK");
  await closing;
  assert.equal((await register(person)).instance, first.instance);
  await person.close();
});

test("a duplicated tab has the storage of the first and is another instance, which it stays", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const first = await register(person);
  const copy = await duplicate(person);
  assert.equal(await storage(copy), await storage(person), "the storage was copied");
  assert.ok((await storage(copy)).includes(first.instance.slice("urn:uuid:".length)), "with the instance in it");
  const second = await register(copy);
  assert.notEqual(second.instance, first.instance);
  await left(second, () => copy.page.reload());
  await ready(copy);
  assert.equal((await register(copy)).instance, second.instance);
  await left(first, () => person.page.reload());
  await ready(person);
  assert.equal((await register(person)).instance, first.instance);
  assert.deepEqual(copy.page.errors, []);
  await person.close();
});

test("two accounts in one tab are two instances", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const alice = await register(person);
  const carol = await register(person, "sip:carol@bellwire.test");
  assert.notEqual(alice.instance, carol.instance);
  await person.close();
});

for (const [lack, prepare] of [
  ["locks", () => Object.defineProperty(navigator, "locks", { value: undefined })],
  ["storage", () => Object.defineProperty(globalThis, "sessionStorage", { get: () => { throw new Error("forbidden"); } })],
]) {
  test(`without ${lack} every start is an instance of its own, and works`, async () => {
    const page = await open(stage.browser, `${stage.site.origin}/page/index.html`, prepare);
    const person = new Person(page);
    await ready(person);
    const first = await register(person);
    await left(first, () => page.reload());
    await ready(person);
    assert.notEqual((await register(person)).instance, first.instance);
    await person.close();
  });
}
