// A trap in the wasm module: everybody in the page is told, nothing of it goes on, and start() begins anew.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), launch()]);
});

after(async () => {
  await Promise.all([browser?.close(), site?.stop()]);
});

/** From `setTrap()` on, the next time the module asks for the time it runs into a trap, as by a mistake of its own. */
function provideTrap() {
  const code = [0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 5, 1, 1, 116, 0, 0, 10, 5, 1, 3, 0, 0, 11];
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code)));
  const now = performance.now;
  globalThis.setTrap = () => {
    performance.now = () => {
      performance.now = now;
      return exports.t();
    };
  };
}

/** A second phone of the same page, connected; how its call and its link end is kept. */
async function second([server, account]) {
  const { Phone } = await import("/bellwire/index.js");
  const phone = new Phone({ server, account, register: false });
  await phone.start();
  const call = phone.call("carol", { audio: "recvonly" });
  globalThis.second = call.ended.then(({ by, error }) => ({ by, kind: error.kind }));
}

const options = (server) => ({ server: server.url, account: "sip:alice@bellwire.test" });

test("a trap ends every call of the page with words, stops the microphone, and start() gives a fresh phone", async (context) => {
  const [server, other] = await Promise.all([startScripted(), startScripted()]);
  const person = await Person.at(browser, site);
  context.after(() => Promise.all([person.page.context().close(), server.stop(), other.stop()]));
  const starting = person.do("start", options(server));
  const link = await server.link();
  await link.register();
  await starting;
  await person.do("call", "bob", null);
  (await link.expect("INVITE")).answer();
  await person.do("answered");
  await person.page.evaluate(second, [other.url, "sip:amy@bellwire.test"]);
  assert.deepEqual(await person.do("microphones"), ["live"]);

  await person.page.evaluate(provideTrap);
  const { error } = await person.page.evaluate(() => {
    globalThis.setTrap();
    return globalThis.test.call("carol", "recvonly");
  });
  assert.equal(error.kind, "crashed");
  assert.match(error.message, /phone\.start\(\) again or reload the page/);
  const { by, error: why } = await person.do("ended");
  assert.deepEqual([by, why.kind], ["network", "crashed"]);
  assert.deepEqual(await person.page.evaluate(() => globalThis.second), { by: "network", kind: "crashed" });
  assert.deepEqual(await person.do("microphones"), ["ended"], "nobody listens in");
  await link.closed(); // Else the server goes on with a registration that answers nobody.

  const again = person.do("start");
  const fresh = await server.link();
  await fresh.register();
  assert.deepEqual(await again, { value: undefined });
  await person.do("call", "bob", "recvonly");
  (await fresh.expect("INVITE")).answer();
  assert.deepEqual(await person.do("answered"), { value: undefined });
  await fresh.expect("ACK");
  await person.do("hangUp");
  await fresh.expect("BYE");
  assert.deepEqual(person.page.errors, []);
});

/** A registered phone, alone with its server until the end of the test. */
async function alone(context) {
  const server = await startScripted();
  const person = await Person.at(browser, site);
  context.after(() => Promise.all([person.page.context().close(), server.stop()]));
  const starting = person.do("start", options(server));
  const link = await server.link();
  await link.register();
  await starting;
  return { person, link };
}

test("a trap that nobody's call led to is told as well", async (context) => {
  const { person, link } = await alone(context);
  await person.do("call", "bob", "recvonly");
  const invite = await link.expect("INVITE");
  await person.page.evaluate(provideTrap);
  await person.page.evaluate(() => globalThis.setTrap());
  invite.reply(180, "Ringing");
  const { error } = await person.do("ended");
  assert.equal(error.kind, "crashed");
  assert.match(person.page.errors.join(), /unreachable/, "the browser's console has it");
});

test("a phone that only waits for calls says that none can come any more", async (context) => {
  const { person, link } = await alone(context);
  await person.page.evaluate(provideTrap);
  await person.page.evaluate(() => globalThis.setTrap());
  link.send("\r\n\r\n"); // Whatever comes, the core looks at its watch.
  const { error: why, retryIn } = await person.do("seen", { type: "link", state: "lost" });
  assert.deepEqual([why.kind, retryIn], ["crashed", null]);
  const { error } = await person.do("seen", { type: "unregistered" });
  assert.equal(error.kind, "crashed");
});
