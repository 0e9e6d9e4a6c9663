// One WebSocket, as RFC 7118 has it.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

let site, browser, server;

before(async () => {
  [site, browser, server] = await Promise.all([startSite(), launch(), startScripted()]);
});

after(async () => {
  await Promise.all([browser?.close(), site?.stop(), server?.stop()]);
});

// TRP-02, TRP-03.
test("a frame is one message, text where it can be and binary where it must, and either is taken", async () => {
  const person = await Person.at(browser, site);
  const starting = person.do("start", { server: `${server.url}/ws?token=a%20b`, account: "sip:alice@bellwire.test", displayName: "Al\u00edce" });
  const link = await server.link();
  assert.equal(link.url, "/ws?token=a%20b", "the address as it was written, with the token in it");
  const register = await link.expect("REGISTER");
  assert.equal(register.binary, false, "what is UTF-8 is text");
  register.reply(200, "OK", { Contact: register.header("Contact") }, "", { binary: true });
  assert.deepEqual(await starting, { value: undefined });
  link.send(Buffer.from(
    "OPTIONS sip:alice@bellwire.test SIP/2.0\r\nVia: SIP/2.0/WS scripted.invalid;branch=z9hG4bKlatin\r\n" +
      "Max-Forwards: 70\r\nFrom: \"Jos\u00e9\" <sip:jose@bellwire.test>;tag=1\r\nTo: <sip:alice@bellwire.test>\r\n" +
      "Call-ID: latin\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n",
    "latin1",
  ));
  const answer = await link.expect("SIP/2.0 200");
  assert.equal(answer.binary, true, "what is no UTF-8 is binary");
  assert.ok(answer.bytes.includes(Buffer.from("Jos\u00e9", "latin1")), "and goes back byte for byte");
  for (const message of [register, answer]) {
    const [, body] = message.text.split("\r\n\r\n");
    assert.equal(message.header("Content-Length"), String(body.length), "nothing behind it");
  }
  await person.close();
});
