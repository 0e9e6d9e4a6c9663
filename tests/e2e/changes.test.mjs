// A peer that changes a call which stands, with real descriptions: the far end is a second connection of the browser's
// own, and what goes between the two goes over the wire.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Person } from "./person.mjs";
import { setStage } from "./stage.mjs";

const NEAR = 440;
const FAR = 880;

const stage = setStage();

/** A person in a call with the far end, the link to her, and her answer. */
async function talk(kinds = []) {
  const person = await Person.at(stage.browser, stage.site);
  const starting = person.do("start", { server: stage.server.url, account: "sip:alice@bellwire.test" });
  const link = await stage.server.link();
  const registration = await link.register();
  assert.deepEqual(await starting, { value: undefined });
  await person.do("atFarEnd", "send", FAR);
  link.invite(registration, {}, await person.do("atFarEnd", "offer", kinds));
  await person.do("ring");
  await link.expect("SIP/2.0 180");
  const answering = person.do("answer", NEAR);
  const answer = await link.expect("SIP/2.0 200");
  await person.do("atFarEnd", "take", answer.body);
  link.ack(answer);
  assert.deepEqual(await answering, { value: undefined });
  await person.hears(FAR);
  return { person, link, answer };
}

const origin = ({ body }) => body.match(/^o=\S+ (\d+) (\d+) /m).slice(1).map(Number);

describe("a call that stands", () => {
  test("a re-INVITE with an offer is answered by the same connection, hold and all, and heard again after it", async () => {
    const { person, link, answer } = await talk();
    await person.do("atFarEnd", "hold", "sendonly");
    link.within(answer, "INVITE", 2, await person.do("atFarEnd", "offer", []));
    const held = await link.expect("SIP/2.0 200");
    assert.match(held.body, /^a=recvonly\r$/m, "the direction is mirrored");
    assert.equal(held.body.match(/a=ice-ufrag:(\S+)/)[1], answer.body.match(/a=ice-ufrag:(\S+)/)[1]);
    assert.deepEqual(origin(held), [origin(answer)[0], origin(answer)[1] + 1]);
    await person.do("atFarEnd", "take", held.body);
    link.ack(held);
    assert.equal(await person.do("remoteHold"), true);

    await person.do("atFarEnd", "hold", "sendrecv");
    link.within(answer, "UPDATE", 3, await person.do("atFarEnd", "offer", []));
    const resumed = await link.expect("SIP/2.0 200");
    assert.match(resumed.body, /^a=sendrecv\r$/m);
    await person.do("atFarEnd", "take", resumed.body);
    assert.equal(await person.do("remoteHold"), false);
    await person.hears(FAR);
    await person.close();
  });

  test("a re-INVITE without an offer gets ours, and the answer in the ACK is taken", async () => {
    const { person, link, answer } = await talk();
    link.within(answer, "INVITE", 2);
    const ours = await link.expect("SIP/2.0 200");
    assert.match(ours.body, /a=setup:actpass/, "it is an offer");
    assert.match(ours.body, /a=candidate:/);
    link.ack(ours, await person.do("atFarEnd", "answer", ours.body));
    await person.hears(FAR);
    assert.equal(await person.do("state"), "active");
    link.within(answer, "BYE", 3);
    await link.expect("SIP/2.0 200");
    assert.equal((await person.do("ended")).by, "remote");
    await person.close();
  });

  test("a re-INVITE without an offer that nobody answers is rolled back, and the next one is served", async () => {
    const { person, link, answer } = await talk();
    link.within(answer, "INVITE", 2);
    link.ack(await link.expect("SIP/2.0 200"));
    link.within(answer, "INVITE", 3, await person.do("atFarEnd", "offer", []));
    const ok = await link.expect("SIP/2.0 200");
    await person.do("atFarEnd", "take", ok.body);
    link.ack(ok);
    await person.hears(FAR);
    await person.close();
  });

  test("video that is offered, at once or later, is answered with port 0, and audio goes on", async () => {
    const { person, link, answer } = await talk(["video"]);
    assert.match(answer.body, /^m=video 0 /m);
    link.within(answer, "INVITE", 2, await person.do("atFarEnd", "offer", ["video"]));
    const ok = await link.expect("SIP/2.0 200");
    const lines = ok.body.match(/^m=\w+ \d+/gm).map((line) => line.replace(/ [1-9]\d*/, " on"));
    assert.deepEqual(lines, ["m=audio on", "m=video 0"], "the line that was refused is used again, and refused again");
    await person.do("atFarEnd", "take", ok.body);
    link.ack(ok);
    await person.hears(FAR);
    await person.close();
  });

  test("an answer that the browser refuses is tried again with a fresh connection, and then heard", async () => {
    const person = await Person.at(stage.browser, stage.site);
    const starting = person.do("start", { server: stage.server.url, account: "sip:alice@bellwire.test" });
    const link = await stage.server.link();
    await link.register();
    await starting;
    await person.do("call", "bob", NEAR);
    const invite = await link.expect("INVITE");
    const contact = { Contact: "<sip:bob@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };
    invite.reply(200, "OK", contact, "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\nm=audio 9 RTP/AVP 0\r\n");
    await link.expect("ACK");
    const again = await link.expect("INVITE");
    await person.do("atFarEnd", "send", FAR);
    again.reply(200, "OK", contact, await person.do("atFarEnd", "answer", again.body));
    await link.expect("ACK");
    assert.deepEqual(await person.do("answered"), { value: undefined });
    await person.hears(FAR);
    await person.close();
  });
});
