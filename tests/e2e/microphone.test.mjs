// A microphone that goes away in the middle of a call.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

const NEAR_HZ = 440;
const FAR_HZ = 880;
const SESSION = { Contact: "<sip:carol@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), launch({ microphone: false })]);
});

after(async () => {
  await Promise.all([browser?.close(), site?.stop()]);
});

test("a permission that is taken back is told in words, the call goes on, and the other call is untouched", async () => {
  const server = await startScripted();
  const person = await Person.at(browser, site);
  const context = person.page.context();
  await context.grantPermissions(["microphone"], { origin: site.origin });
  const starting = person.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
  const link = await server.link();
  await link.register();
  await starting;

  await person.do("call", "carol", NEAR_HZ);
  const invite = await link.expect("INVITE");
  await person.do("atFarEnd", "send", FAR_HZ);
  invite.reply(200, "OK", SESSION, await person.do("atFarEnd", "answer", invite.body));
  await link.expect("ACK");
  await person.do("answered");
  await person.page.evaluate(() => {
    const [call] = globalThis.test.parts().calls;
    globalThis.disturbed = [];
    for (const type of ["mediatrouble", "media", "ended"]) {
      call.addEventListener(type, () => globalThis.disturbed.push(`${type}, ${call.peer?.connectionState}`));
    }
  });
  const soundsBothWays = async () => {
    await person.hears(FAR_HZ, NEAR_HZ);
    await person.until((wanted) => Math.abs(globalThis.test.far.hears() - wanted) <= 12, NEAR_HZ);
  };
  await soundsBothWays();

  await person.do("call", "bob", null);
  (await link.expect("INVITE")).answer();
  await link.expect("ACK");
  await person.do("answered");
  await person.page.evaluate(() => {
    globalThis.test.parts().calls.at(-1)
      .addEventListener("mediatrouble", ({ error }) => { globalThis.trouble = [error.kind, error.message]; }, { once: true });
  });
  await context.clearPermissions();
  await person.until(() => globalThis.trouble);
  const [kind, words] = await person.page.evaluate(() => globalThis.trouble);
  assert.equal(kind, "microphoneLost");
  assert.match(words, /The call goes on.*allow it again/);
  assert.equal(await person.do("state"), "active");

  const packets = await person.do("atFarEnd", "packets");
  await person.until(async (before) => (await globalThis.test.far.packets()) > before + 50, packets);
  await person.do("hangUp");
  assert.match((await link.expect("BYE")).header("To"), /bob/);
  await person.do("goBack");
  await soundsBothWays();
  assert.deepEqual(await person.page.evaluate(() => globalThis.disturbed), []);
  await person.do("hangUp");
  assert.match((await link.expect("BYE")).header("To"), /carol/);
  await person.close();
  await server.stop();
});
