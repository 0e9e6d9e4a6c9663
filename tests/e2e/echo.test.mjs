// The names of the switchboard that answer by themselves, called from real browsers: without an account, and as a user.
// Firefox and one Chromium are as people have them: they show names in the place of addresses.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import * as chromium from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import * as firefox from "./firefox.mjs";
import { Person } from "./person.mjs";
import { startSite } from "./site.mjs";
import { startSwitchboard } from "./switchboard.mjs";

const [ONE_HZ, OTHER_HZ] = [440, 1_000];
const FREED = "; calls left: 0";

const ACCOUNTS = {
  anonymous: { account: "sip:anonymous@localhost", register: false },
  alice: { account: "sip:alice@localhost", password: "bellwire" },
};

let site, switchboard, mark;

before(async () => {
  [site, switchboard] = await Promise.all([startSite(), startSwitchboard()]);
});

after(() => closeAll(site, switchboard));

/** Somebody with this account, whose phone is started. */
async function start(browser, user) {
  const person = await Person.at(browser, site);
  // As long as nobody has clicked, a browser as it comes plays nothing.
  await person.page.mouse.click(10, 10);
  const { error } = await person.do("start", { server: switchboard.ws, ...ACCOUNTS[user] });
  assert.equal(error, undefined);
  mark = switchboard.said().length;
  return person;
}

async function callEcho(person, frequency) {
  await person.do("call", "echo", frequency);
  const { error } = await person.do("answered");
  assert.equal(error, undefined);
}

for (const [name, launch] of [
  ["Chromium", () => chromium.launch()],
  ["Chromium as it comes", () => chromium.launch({ asItComes: true })],
  ["Firefox as it comes", () => firefox.launch({ asItComes: true })],
]) {
  describe(name, () => {
    let browser;
    const people = [];

    before(async () => { browser = await launch(); });
    afterEach(() => Promise.all(people.splice(0).map((person) => person.stop())));
    after(() => browser?.close());

    const come = async (user) => {
      const person = await start(browser, user);
      people.push(person);
      return person;
    };

    for (const user of Object.keys(ACCOUNTS)) {
      test(`${user} calls echo, hears the own voice, hangs up, and nothing is left`, async () => {
        const person = await come(user);
        await callEcho(person, ONE_HZ);
        await person.hears(ONE_HZ);
        await switchboard.logs(`echo hears ${user}`, mark);
        await person.do("sendTones", "5");
        await switchboard.logs(`${user} pressed 5 in the call with echo`, mark);
        await person.do("hangUp");
        assert.equal((await person.do("ended")).by, "local");
        await switchboard.logs(`echo has let go of ${user}${FREED}`, mark);
      });
    }

    test("busy, decline and noanswer end as their names say", async () => {
      const person = await come("anonymous");
      for (const [target, status] of [["busy", 486], ["decline", 603]]) {
        await person.do("call", target, ONE_HZ);
        const { by, error } = await person.do("ended");
        assert.deepEqual([by, error.status], ["remote", status], target);
      }
      await person.do("call", "noanswer", ONE_HZ);
      assert.equal(await person.do("rings"), "local");
      await person.do("hangUp");
      const { by, error } = await person.do("ended");
      assert.deepEqual([by, error], ["local", undefined]);
      await switchboard.logs("INVITE anonymous to noanswer: 487 Request Terminated", mark);
    });
  });
}

describe("echo", () => {
  let browser;

  before(async () => { browser = await chromium.launch(); });
  after(() => browser?.close());

  test("two callers at once hear each the own voice and not that of the other", async () => {
    const people = await Promise.all(["anonymous", "alice"].map((user) => start(browser, user)));
    await Promise.all([callEcho(people[0], ONE_HZ), callEcho(people[1], OTHER_HZ)]);
    await Promise.all([people[0].hears(ONE_HZ, OTHER_HZ), people[1].hears(OTHER_HZ, ONE_HZ)]);
    await Promise.all(people.map((person) => person.stop()));
    await switchboard.logs(FREED, mark);
  });

  test("a page that vanishes in the middle of a call leaves nothing", async () => {
    const person = await start(browser, "anonymous");
    await callEcho(person, ONE_HZ);
    await person.hears(ONE_HZ);
    await person.page.context().close();
    await switchboard.logs(`echo has let go of anonymous${FREED}`, mark);
  });

  test("JsSIP, which knows MD5 only, is held in silence and hears itself again", async () => {
    const person = await Person.at(browser, site, "jssip");
    await person.do("start", { server: switchboard.ws, account: "sip:alice@localhost", password: "bellwire" });
    mark = switchboard.said().length;
    await person.do("call", "sip:echo@localhost", ONE_HZ);
    await person.do("answered");
    await person.hears(ONE_HZ);
    await person.do("hold", true);
    await person.until(() => globalThis.test.hears() === 0);
    await person.do("hold", false);
    await person.hears(ONE_HZ);
    await person.do("hangUp");
    await person.do("ended");
    await switchboard.logs(`echo has let go of alice${FREED}`, mark);
    await person.close();
  });
});
