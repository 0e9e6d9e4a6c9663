// A microphone that goes away in the middle of a call.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), launch({ microphone: false })]);
});

after(async () => {
  await Promise.all([browser?.close(), site?.stop()]);
});

test("a permission that is taken back is told in words, and the call goes on until somebody hangs up", async () => {
  const server = await startScripted();
  const person = await Person.at(browser, site);
  const context = person.page.context();
  await context.grantPermissions(["microphone"], { origin: site.origin });
  const starting = person.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
  const link = await server.link();
  await link.register();
  await starting;
  await person.do("call", "bob", null);
  (await link.expect("INVITE")).answer();
  await link.expect("ACK");
  await person.do("answered");
  const trouble = person.page.evaluate(() => new Promise((resolve) => {
    globalThis.test.parts().calls.at(-1)
      .addEventListener("mediatrouble", ({ error }) => resolve([error.kind, error.message]), { once: true });
  }));
  await context.clearPermissions();
  const [kind, words] = await trouble;
  assert.equal(kind, "microphoneLost");
  assert.match(words, /The call goes on.*allow it again/);
  assert.equal(await person.do("state"), "active");
  await person.do("hangUp");
  await link.expect("BYE");
  await person.close();
  await server.stop();
});
