// Every failure of the softphone is a sentence that says what to do.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { OTHER_NAME, launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { setDemo, withTab, withTabs } from "./demo-stage.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "./kamailio.mjs";
import { SIZES } from "./looking.mjs";
import { freePort } from "./processes.mjs";

const stage = setDemo();

describe("whom one calls", () => {
  test("somebody who is not there, and nobody", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.dial("bob");
      await alice.alerts(/not there.*Try again later/);
      await alice.dial("nobody");
      await alice.alerts(/no such user.*Check the spelling/);
    }));

  test("what is no address", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      for (const typed of ["", "   ", "not an @ address", "sip:", "@", "<script>alert(1)</script>@x y"]) {
        await alice.dial("nobody");
        await alice.alerts(/no such user/);
        await alice.dial(typed);
        await alice.alerts(/not an address.*sip:bob@example\.com/);
        await alice.focusIsOn("Name, number or SIP address");
      }
    }));
});

describe("the microphone", () => {
  test("is not allowed, as caller and as callee, who may listen all the same", async () => {
    const deaf = await launch({ microphone: false });
    try {
      await withTabs(stage, ["Bob"], async (bob) => {
        await withTab(deaf, stage.switchboard.demo, {}, async (alice) => {
          await alice.be("Alice");
          await alice.page.getByText("The browser shows the names once you allow the microphone.").waitFor();
          await alice.dial("bob");
          await alice.alerts(/microphone is not allowed.*Allow it/);
          await bob.dial("alice");
          await alice.shows("Bob is calling.");
          await alice.click("Answer");
          await alice.alerts(/microphone is not allowed.*Allow it/);
          await alice.click("Only listen");
          await alice.shows("In a call with Bob.");
          await alice.talks();
          assert.equal(await alice.alert(), "");
        });
      });
    } finally {
      await deaf.close();
    }
  });

  test("is not there", async () => {
    const bare = await launch({ devices: false });
    try {
      await withTab(bare, stage.switchboard.demo, {}, async (alice) => {
        await alice.be("Alice");
        await alice.dial("bob");
        await alice.alerts(/No microphone was found.*Plug one in/);
      });
    } finally {
      await bare.close();
    }
  });

  test("is gone in the middle of a call, which goes on", async () => {
    const careful = await launch({ microphone: false });
    try {
      await withTabs(stage, ["Bob"], async (bob) => {
        await withTab(careful, stage.switchboard.demo, { permissions: ["microphone"] }, async (alice) => {
          await alice.be("Alice");
          await alice.callNumber("Bob");
          await bob.click("Answer");
          await alice.shows("In a call with Bob.");
          await alice.page.context().clearPermissions();
          await alice.alerts(/microphone is gone.*The call goes on/);
          await alice.shows("In a call with Bob.");
          await bob.click("Hang up");
          await alice.shows("Bob hung up.");
        });
      });
    } finally {
      await careful.close();
    }
  });
});

describe("the server", () => {
  let kamailio;
  before(async () => { kamailio = await startKamailio(); });
  after(() => closeAll(kamailio));

  test("cannot be reached: the form is there again at once, and what was typed", async () => {
    const server = `ws://127.0.0.1:${await freePort()}`;
    await withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await tab.signInAt({ "Server address": server, Account: "alice@example.com", Password: "x" });
      await tab.alerts(/could not be reached.*certificate.*port and path/s);
      await tab.shows("Not signed in.");
      await tab.focusIsOn("Server address");
      assert.equal(await tab.page.getByLabel("Server address").inputValue(), server);
    });
  });

  test("refuses the password: the field of the password is in focus, and the right one then signs in", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await tab.signInAt({ "Server address": kamailio.ws, Account: `alice@${DOMAIN}`, Password: "guess" });
      await tab.alerts(/password was refused.*Check both/);
      await tab.focusIsOn("Password");
      await tab.signInAt({ Password: PASSWORD });
      await tab.ready(`alice@${DOMAIN}`);
    }));

  test("and the account must be filled in, and be what they are called", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await tab.click("Sign in");
      await tab.alerts(/“Server address” is empty\. Fill it in/);
      await tab.focusIsOn("Server address");
      await tab.signInAt({ "Server address": kamailio.ws });
      await tab.alerts(/“Account” is empty\. Fill it in/);
      await tab.focusIsOn("Account");
      await tab.signInAt({ Account: "alice example" });
      await tab.alerts(/^“Account” is not right\. Write it like alice@example\.com/);
      await tab.signInAt({ "Server address": "ws://sip.example.com", Account: "alice@example.com" });
      await tab.alerts(/^“Server address” is not right\. Write it like wss:/);
    }));
});

describe("on a telephone the reason why somebody is not signed in is in sight, beside the field that they correct", () => {
  const onPhone = (work) => withTab(stage.browser, stage.switchboard.demo, { viewport: SIZES.phone }, work);
  let kamailio;
  before(async () => { kamailio = await startKamailio(); });
  after(() => closeAll(kamailio));

  for (const [empty, given] of [["Server address", {}], ["Account", { "Server address": "wss://sip.example.com" }]]) {
    test(`${empty} is empty`, () =>
      onPhone(async (tab) => {
        await tab.signInAt(given);
        await tab.alerts(new RegExp(`“${empty}” is empty`));
        await tab.focusIsOn(empty);
        await tab.alertIsInSight();
      }));
  }

  test("the password is wrong", () =>
    onPhone(async (tab) => {
      await tab.signInAt({ "Server address": kamailio.ws, Account: `alice@${DOMAIN}`, Password: "guess" });
      await tab.alerts(/password was refused/);
      await tab.focusIsOn("Password");
      await tab.alertIsInSight();
      await tab.signInAt({ Password: PASSWORD });
      await tab.ready(`alice@${DOMAIN}`);
      await tab.click("Sign out");
      const isBlamed = await tab.page.locator("#password").evaluate((field) => field.ariaInvalid ?? "no more");
      assert.equal(isBlamed, "no more");
    }));

  test("the server cannot be reached, whose remedy is the longest of all", () =>
    onPhone(async (tab) => {
      await tab.signInAt({ "Server address": `ws://127.0.0.1:${await freePort()}`, Account: "alice@example.com" });
      await tab.alerts(/could not be reached/);
      await tab.focusIsOn("Server address");
      await tab.alertIsInSight();
    }));

  test("what is no account", () =>
    onPhone(async (tab) => {
      await tab.signInAt({ "Server address": "wss://sip.example.com", Account: "alice example" });
      await tab.alerts(/“Account” is not right/);
      await tab.focusIsOn("Account");
      await tab.alertIsInSight();
    }));

  test("one click does not suffice, because the page forbids WebAssembly", () =>
    onPhone(async (tab) => {
      await withoutWebAssembly(tab);
      await tab.click("Be Bob");
      await tab.alerts(/WebAssembly core could not be loaded/);
      await tab.focusIsOn("Be Alice");
      const box = await tab.page.getByRole("alert").boundingBox();
      assert.ok(box.y >= 0 && box.y + box.height <= SIZES.phone.height, JSON.stringify(box));
    }));
});

/** Serves the page anew, with a policy that forbids it. */
async function withoutWebAssembly(tab) {
  await tab.page.route("**/demo/", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replace(" 'wasm-unsafe-eval'", "") });
  });
  await tab.page.reload();
}

describe("the page", () => {
  test("whose policy forbids WebAssembly says which word is missing", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await withoutWebAssembly(tab);
      await tab.click("Be Alice");
      await tab.alerts(/WebAssembly core could not be loaded.*'wasm-unsafe-eval'/);
      await tab.shows("Not signed in.");
    }));

  test("that is not secure says so, whatever is clicked, and lets nobody sign in", () =>
    withTab(stage.browser, `${stage.switchboard.demo.replace("127.0.0.1", OTHER_NAME)}?user=alice`, {}, async (tab) => {
      const says = () => tab.alerts(/gives no microphone to a page.*Open this page by https:/);
      await says();
      await tab.page.getByRole("button", { name: "Be Alice" }).click({ force: true });
      await tab.page.getByLabel("Server address").press("Enter");
      await says();
      await tab.shows("Not signed in.");
      for (const name of ["Be Alice", "Be Bob", "Be a guest", "Sign in"]) {
        assert.ok(await tab.page.getByRole("button", { name, exact: true }).isDisabled(), name);
      }
    }));

  test("works where nothing may be kept", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await tab.page.addInitScript(() => {
        Object.defineProperty(globalThis, "localStorage", { get() { throw new DOMException("no", "SecurityError"); } });
      });
      await tab.page.reload();
      await tab.be("Alice");
      await tab.dial("nobody");
      await tab.alerts(/no such user/);
    }));
});
