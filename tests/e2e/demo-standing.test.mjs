// How the softphone stands with its server, while somebody is signed in: lost and found again, in a call and out of one.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { setDemo, talk, withTab, withTabs } from "./demo-stage.mjs";
import { DemoTab } from "./demo-tab.mjs";
import { startScripted } from "./scripted.mjs";
import { startSwitchboard } from "./switchboard.mjs";

const stage = setDemo();

describe("the server", () => {
  const AWAY = "The server is away; the call goes on.";

  test("dies while nothing happens, and comes back", async () => {
    const own = await startSwitchboard();
    const tab = await DemoTab.open(stage.browser, own.demo);
    let again;
    try {
      await tab.be("Alice");
      await own.stop();
      await tab.shows("Not connected.");
      await tab.alerts(/certificate.*port and path.*Next try in \d+ s\./s);
      again = await startSwitchboard({ port: own.port });
      await tab.ready("Alice");
      assert.equal(await tab.alert(), "");
      assert.deepEqual(tab.page.errors, []);
    } finally {
      await Promise.all([tab.close(), own.stop(), again?.stop()]);
    }
  });

  /** Alice talks to Bob, and their server is gone; `comeBack` starts it again where it was. */
  async function losing(work) {
    const own = await startSwitchboard();
    let again;
    const comeBack = async () => (again = await startSwitchboard({ port: own.port }));
    try {
      await withTabs({ browser: stage.browser, switchboard: own }, ["Alice", "Bob"], async (alice, bob) => {
        await talk(alice, bob);
        await own.stop();
        await Promise.all([alice.shows(`In a call with Bob. ${AWAY}`), bob.shows(`In a call with Alice. ${AWAY}`)]);
        await work(alice, bob, comeBack);
        assert.equal(await alice.alert(), "");
      });
    } finally {
      await Promise.all([own.stop(), again?.stop()]);
    }
  }

  test("dies during a call, which goes on and says so; what is wrong is said in full when it is over", () =>
    losing(async (alice, bob, comeBack) => {
      await bob.talks();
      assert.equal(await alice.alert(), "");
      await alice.click("Hang up");
      await alice.shows("You ended the call. Not connected.");
      await alice.alerts(/certificate.*port and path|connection to the SIP server was lost/s);
      await comeBack();
      await alice.ready("Alice");
    }));

  test("comes back during a call, and nothing more is said of it", () =>
    losing(async (alice, bob, comeBack) => {
      await comeBack();
      await Promise.all([alice.shows("In a call with Bob."), bob.shows("In a call with Alice.")]);
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
    }));
});

describe("a registration that ends", () => {
  /** Winds the clock of the page on by half the time for which it is registered: then it registers anew. */
  const comeToHalf = ({ page }) => page.clock.fastForward(30_000);

  const withScripted = (work) =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      const server = await startScripted();
      try {
        await tab.page.clock.install();
        await tab.signInAt({ "Server address": server.url, Account: "alice@bellwire.test" });
        const link = await server.link();
        const first = await link.expect("REGISTER");
        first.reply(200, "OK", { Contact: `${first.header("Contact")};expires=60` });
        await tab.ready("alice@bellwire.test");
        await work(tab, link, first);
      } finally {
        await server.stop();
      }
    });

  const refuse = async (tab, link) => {
    await comeToHalf(tab);
    const challenge = { "WWW-Authenticate": 'Digest realm="bellwire.test", nonce="bell", algorithm=SHA-256' };
    (await link.expect("REGISTER")).reply(401, "Unauthorized", challenge);
  };

  test("for good leads back to where one signs in, and says why", () =>
    withScripted(async (tab, link) => {
      await refuse(tab, link);
      await tab.alerts(/password was refused, or there is none/);
      await tab.shows("Not signed in.");
      await tab.focusIsOn("Password");
    }));

  test("for good during a call waits for its end", () =>
    withScripted(async (tab, link, registration) => {
      link.invite(registration);
      await link.expect("SIP/2.0 180");
      await refuse(tab, link);
      await tab.shows("Bob is calling. Not registered.");
      await tab.click("Decline");
      await tab.shows("Not signed in.");
      await tab.alerts(/password was refused, or there is none/);
    }));

  test("for a while is no longer called ready", () =>
    withScripted(async (tab, link) => {
      await comeToHalf(tab);
      (await link.expect("REGISTER")).reply(500, "Sorry", { "Retry-After": "45" });
      await tab.alerts(/\(500 Sorry\).*Still registered for/);
      await comeToHalf(tab);
      await tab.shows("Not registered.");
      await tab.alerts(/keeps trying/);
      await comeToHalf(tab);
      await link.register();
      await tab.ready("alice@bellwire.test");
      assert.equal(await tab.alert(), "");
    }));
});
