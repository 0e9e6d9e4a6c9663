// Why there is no microphone, but for a person who says no: each cause has its kind, and words that name the next step.
// Nothing has left for the server by then, and a call that listens only goes out.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { OTHER_NAME, launch } from "./chromium.mjs";
import { closeAll } from "./closing.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

let site, browser;

before(async () => {
  [site, browser] = await Promise.all([startSite(), launch()]);
});

after(() => closeAll(browser, site));

/** Somebody registered calls with the microphone, is told this, and calls again without it. */
async function isTold(kind, words, { using = browser, at = site, prepare } = {}) {
  const server = await startScripted();
  const person = await Person.at(using, at);
  try {
    await prepare?.(person);
    const starting = person.do("start", { server: server.url, account: "sip:alice@bellwire.test" });
    const link = await server.link();
    await link.register();
    assert.deepEqual(await starting, { value: undefined });
    await person.do("call", "bob", null);
    const { error } = await person.do("answered");
    assert.equal(error?.kind, kind, error?.message);
    assert.match(error.message, words);
    await person.do("call", "carol", "recvonly");
    assert.match((await link.expect("INVITE")).text, /^INVITE sip:carol@/);
    await person.close();
  } finally {
    await closeAll(person.page.context(), server);
  }
}

/** From now on the microphone fails like this, by the names of the specification. */
const failing = (name) => (person) => person.page.evaluate((each) => {
  navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("no", each); };
}, name);

/** From now on nobody can ask what the page is forbidden. */
const unaware = (person) => person.page.evaluate(() => {
  Object.defineProperty(document, "featurePolicy", { value: undefined });
});

test("forbidden by a header of the page: who serves or frames it is to allow it, and not the person", async () => {
  const strict = await startSite({ headers: { "Permissions-Policy": "microphone=()" } });
  try {
    const words = /nobody was asked.*Permissions-Policy: microphone=\(self\).*allow="microphone; autoplay".*listening only/;
    await isTold("microphoneBlocked", words, { at: strict });
    // Firefox and Safari do not tell their pages what is forbidden, and the error is the same as for a person's no.
    await isTold("microphoneDenied", /beside the address bar/, { at: strict, prepare: unaware });
  } finally {
    await strict.stop();
  }
});

test("no microphone at this machine: to plug one in, or to listen only", async () => {
  const bare = await launch({ devices: false });
  try {
    await isTold("microphoneMissing", /Plug one in .* listening only/, { using: bare });
  } finally {
    await bare.close();
  }
});

for (const name of ["NotReadableError", "AbortError"]) {
  test(`held by another program (${name}): to close that`, () =>
    isTold("microphoneBusy", /Another program .* Close that program/, { prepare: failing(name) }));
}

test("a page that is not secure: to open it by https:, or at localhost", () =>
  isTold("insecurePage", /neither from https: nor from localhost.*Open this page by https:/, {
    at: { origin: `http://${OTHER_NAME}:${site.port}` },
  }));
