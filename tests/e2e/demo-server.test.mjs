// The softphone at a server that is not its own: a real Kamailio.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { withTab } from "./demo-stage.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { startSite } from "./site.mjs";

let site, kamailio, browser;

before(async () => {
  [site, kamailio, browser] = await Promise.all([startSite(), startKamailio({ sha256: true }), launch()]);
});

after(() => closeAll(browser, kamailio, site));

const fields = (user) => ({ "Server address": kamailio.wss, Account: `${user}@${DOMAIN}`, Password: PASSWORD });
const withPage = (work) => withTab(browser, `${site.origin}/demo/`, {}, work);

/** What of the form this browser keeps. */
const kept = (tab) => tab.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));

/** What stands in a field of the form. */
const typed = (tab, name) => tab.page.getByLabel(name, { exact: true }).inputValue();

test("two people sign in with an address, an account and a password, talk, and one hangs up", () =>
  withPage((alice) => withPage(async (bob) => {
    await alice.page.getByText("More", { exact: true }).click();
    await alice.signInAt({ ...fields("alice"), "Name others see": "Alice Liddell" });
    await bob.signInAt({ ...fields("bob"), Account: `sip:bob@${DOMAIN}` });
    await Promise.all([alice.ready("Alice Liddell"), bob.ready(`bob@${DOMAIN}`)]);
    assert.equal(await alice.page.getByText("Numbers to try").isVisible(), false, "Kamailio has no such numbers");
    await alice.dial("bob");
    await bob.shows("Alice Liddell is calling.");
    await bob.click("Answer");
    await alice.shows("In a call with Bob.");
    await Promise.all([alice.talks(), bob.talks()]);
    await alice.click("Hang up");
    await bob.shows("Alice Liddell hung up.");
    const host = new URL(kamailio.wss).host;
    await alice.page.locator("#trace").getByText(host, { exact: true }).waitFor();
    const { text } = await alice.save("Save as text");
    assert.ok(!text.includes(PASSWORD), "the password is in no message");
  })));

test("the user name for the password may be another than the account's", () =>
  withPage(async (tab) => {
    await tab.page.getByText("More", { exact: true }).click();
    await tab.signInAt({ ...fields("alice"), "Login name, if it is not the account’s": "alice-at-home" });
    await tab.messages("REGISTER").nth(2).click();
    assert.match(await tab.message(), /username="alice-at-home"/);
  }));

test("nothing is kept in the browser unasked", () =>
  withPage(async (tab) => {
    await tab.signInAt(fields("alice"));
    await tab.ready(`alice@${DOMAIN}`);
    assert.ok(!(await kept(tab)).includes(DOMAIN), await kept(tab));
    await tab.page.reload();
    assert.equal(await typed(tab, "Account"), "");
  }));

test("what is kept when asked is not the password, and is forgotten when asked no more", () =>
  withPage(async (tab) => {
    await tab.page.getByLabel("Remember me on this device (not the password)").check();
    await tab.signInAt(fields("alice"));
    await tab.ready(`alice@${DOMAIN}`);
    const everywhere = await tab.page.evaluate(() =>
      JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage), document.cookie]));
    assert.ok(everywhere.includes(DOMAIN) && !everywhere.includes(PASSWORD), everywhere);
    assert.equal(await typed(tab, "Password"), "", "the page holds it no longer");
    await tab.page.reload();
    assert.equal(await typed(tab, "Server address"), kamailio.wss);
    assert.equal(await typed(tab, "Account"), `alice@${DOMAIN}`);
    assert.equal(await typed(tab, "Password"), "");
    await tab.page.getByLabel("Remember me on this device (not the password)").uncheck();
    await tab.signInAt({ Password: PASSWORD });
    await tab.ready(`alice@${DOMAIN}`);
    await tab.page.reload();
    assert.equal(await typed(tab, "Account"), "");
  }));
