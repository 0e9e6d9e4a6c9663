// Who a page is to its server: a password, an HA1, or a question to the application.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { Person } from "./person.mjs";
import { meet, setStage } from "./stage.mjs";

const CHALLENGE = 'Digest realm="bell", nonce="n1", qop="auth", algorithm=SHA-512-256';

const stage = setStage();

const hash = (text) => createHash("sha512-256").update(text).digest("hex");

/** What the answer in this REGISTER must be. */
function expected(register, user, password) {
  const told = register.header("Authorization");
  const [nc, cnonce, uri] = ["nc", "cnonce", "uri"].map((name) => told.match(`${name}="?([^",]+)`)[1]);
  return `response="${hash([hash(`${user}:bell:${password}`), "n1", nc, cnonce, "auth", hash(`REGISTER:${uri}`)].join(":"))}"`;
}

const challenge = (register) => register.reply(401, "Unauthorized", { "WWW-Authenticate": CHALLENGE });

for (const [settings, user] of [
  [{ password: "Gr\u00fc\u00dfe" }, "alice"],
  [{ password: "Gru\u0308\u00dfe", authUser: "al" }, "al"],
  [{ ha1: { "SHA-512-256": hash("alice:bell:Gr\u00fc\u00dfe") } }, "alice"],
]) {
  test(`${Object.keys(settings).join(" and ")} answer a challenge as another implementation does`, async () => {
    await meet(stage, settings, undefined, async ({ link, starting }) => {
      challenge(await link.expect("REGISTER"));
      const register = await link.register();
      assert.ok(register.text.includes(expected(register, user, "Gr\u00fc\u00dfe")), register.text);
      assert.deepEqual(await starting, { value: undefined });
    });
  });
}

test("a page is asked for its password, and once more when that was refused", async () => {
  const gives = [{ password: "wrong" }, { username: "al", password: "right" }];
  await meet(stage, {}, { gives }, async ({ person, link, starting }) => {
    challenge(await link.expect("REGISTER"));
    challenge(await link.expect("REGISTER"));
    const register = await link.register();
    assert.ok(register.text.includes(expected(register, "al", "right")), register.text);
    assert.deepEqual(await starting, { value: undefined });
    const asked = { type: "asked", realm: "bell", algorithm: "SHA-512-256" };
    assert.deepEqual(await person.do("seen", { type: "asked", refused: false }), { ...asked, refused: false });
    assert.deepEqual(await person.do("seen", { type: "asked", refused: true }), { ...asked, refused: true });
  });
});

for (const given of [null, "no object", { password: 7 }, { ha1: { MD5: "short" } }]) {
  test(`${JSON.stringify(given)} is no credentials, and start() says that there are none`, async () => {
    await meet(stage, {}, { gives: [given] }, async ({ link, starting }) => {
      challenge(await link.expect("REGISTER"));
      const { error } = await starting;
      assert.equal(error.kind, "credentials");
      assert.match(error.message, /or there is none.*sign in again/);
    });
  });
}

test("a server that knows only tokens is told from one that refuses the password", async () => {
  await meet(stage, { password: "secret" }, undefined, async ({ person, link, starting }) => {
    const register = await link.expect("REGISTER");
    register.reply(401, "Unauthorized", { "WWW-Authenticate": 'Bearer realm="bell"' });
    const { error } = await starting;
    assert.equal(error.kind, "unsupportedChallenge");
    assert.match(error.message, /offer Digest/);
    assert.equal((await person.do("seen", { type: "challengerefused" })).realm, "bell");
  });
});

// AUT-12. Decision 10.
test("a server that once took better is told nothing weaker by a phone that was closed and starts again", async () => {
  await meet(stage, { password: "secret" }, undefined, async ({ person, server, link, starting }) => {
    challenge(await link.expect("REGISTER"));
    await link.register();
    assert.deepEqual(await starting, { value: undefined });
    const closing = person.do("close");
    (await link.expect("REGISTER")).reply(200);
    await closing;
    const again = person.do("start");
    const weaker = 'Digest realm="bell", nonce="n2", qop="auth", algorithm=MD5';
    const register = await (await server.link()).expect("REGISTER");
    register.reply(401, "Unauthorized", { "WWW-Authenticate": weaker });
    assert.equal((await again).error?.kind, "weakerChallenge");
  });
});

/** Decision 24: a page that goes has no time for a challenge. */
test("a page that goes away hangs up and unregisters with the nonce that it has, in one go", async () => {
  await meet(stage, { password: "secret" }, undefined, async ({ person, link, starting }) => {
    challenge(await link.expect("REGISTER"));
    await link.register();
    assert.deepEqual(await starting, { value: undefined });
    await person.do("call", "bob", "recvonly");
    (await link.expect("INVITE")).answer();
    await link.expect("ACK");
    await person.page.goto("about:blank");
    await link.expect("BYE");
    const last = await link.expect("REGISTER");
    assert.equal(last.header("Expires"), "0");
    assert.match(last.header("Authorization"), /nc=0000000[2-9]/);
    assert.ok(last.text.includes(expected(last, "alice", "secret")), last.text);
    await link.closed();
  });
});

test("options that cannot be meant are refused by their name", async () => {
  const person = await Person.at(stage.browser, stage.site);
  const options = { server: "wss://bellwire.test", account: "sip:alice@bellwire.test" };
  for (const [settings, words] of [
    [{ ha1: "00", password: "secret" }, /ha1: is given beside a password/],
    [{ ha1: {} }, /ha1: must be/],
    [{ ha1: "short" }, /ha1: must be 32/],
    [{ realms: [] }, /realms: must be/],
    [{ realms: "bell" }, /realms: must be/],
    [{ credentials: "secret" }, /credentials: must be a function/],
  ]) {
    const { error } = await person.do("start", { ...options, ...settings });
    assert.equal(error?.kind, "configuration", JSON.stringify(settings));
    assert.match(error.message, words);
  }
  await person.close();
});
