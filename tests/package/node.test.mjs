// The package where there is no page: on a server that renders, in a test, in a script.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { project } from "./project.mjs";

let run;
before(async () => {
  ({ run } = await project("node"));
});

/** Runs a module in Node and reads what it prints. */
const told = async (script) => JSON.parse(await run(process.execPath, "--input-type=module", "--eval", script));

const GIVES = {
  "bellwire": ["Call", "Phone", "SipError"],
  "bellwire/inline": ["Call", "Phone", "SipError"],
  "bellwire/widget": ["BellwireCall"],
  "bellwire/widget.js": [],
};

for (const [name, names] of Object.entries(GIVES)) {
  test(`importing ${name} touches nothing, and gives what a page gets`, async () => {
    const found = await told(`
      const known = new Set(Reflect.ownKeys(globalThis));
      const names = Object.keys(await import("${name}"));
      console.log(JSON.stringify({ names, left: Reflect.ownKeys(globalThis).filter((key) => !known.has(key)).map(String) }));
    `);
    assert.deepEqual(found, { names, left: [] });
  });
}

test("a phone can be made, and starting it there fails in a sentence", async () => {
  const error = await told(`
    import { Phone } from "bellwire";
    const phone = new Phone({ server: "wss://sip.example.com", account: "sip:alice@example.com" });
    const { name, kind, message } = await phone.start().catch((error) => error);
    console.log(JSON.stringify({ name, kind, message }));
  `);
  assert.equal(error.name, "SipError");
  assert.equal(error.kind, "load");
  assert.match(error.message, /could not be loaded .*Check that core\/bellwire_bg\.wasm is served/);
});

test("require finds it, too", async () => {
  const names = await run(process.execPath, "--experimental-require-module", "--input-type=commonjs", "--eval",
    'console.log(Object.keys(require("bellwire")).join(" "))');
  assert.match(names, /Call.*Phone.*SipError/);
});
