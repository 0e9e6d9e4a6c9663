// Calls that reach the library: what is special about an INVITE, and what becomes of it.

import { offer } from "../../sip.mjs";

const BODY = offer();
/** What a row needs behind its value. */
const ENDS = { From: ";tag=1", Via: ";branch=z9hG4bKspecial" };

/** What the library says to a request, but for 100, and what its application hears of it. */
async function verdict(trial, method) {
  const said = () => trial.party.rest()
    .filter((message) => message.isFinal || /^18\d$/.test(message.name))
    .filter((message) => message.header("CSeq")?.endsWith(method))
    .map(({ name }) => name);
  await trial.handled();
  if (said().length === 0) await trial.quiet();
  return { status: said().join(", ") || "silence", event: await trial.call() };
}

/** An INVITE of this kind reaches the library. */
const invite = ({ headers = {}, body = BODY, change } = {}) => async (trial) => {
  await trial.start();
  trial.send("INVITE", { headers, body, change });
  return verdict(trial, "INVITE");
};

/** One of its rows is another one. */
const row = (name, value) => invite({
  change: (text) => text.replace(new RegExp(`^${name}: .*$`, "m"), () => `${name}: ${value}${ENDS[name] ?? ""}`),
});

const uri = (value) => invite({ change: (text) => text.replace(/ \S+/, () => ` ${value}`) });
const type = (value, body = BODY) => invite({ body, change: (text) => text.replace("application/sdp", value) });

const PARTS = [
  "--part\r\nContent-Type: application/sdp\r\n", BODY,
  "--part\r\nContent-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n", "hello",
  "--part--\r\n",
].join("\r\n");

/** The headers of an extension that only who lists it has to understand. */
const optional = (extension, headers) => async (trial) => {
  const { status, event } = await invite({ headers })(trial);
  const lists = trial.party.heard.some((message) => message.rows("Supported").join().includes(extension));
  return { status: status === "180" && lists ? `180, and lists ${extension}` : status, event };
};

export const probes = {
  "in plain": invite(),
  "in tel": row("From", "<tel:+15551234>"),
  "in container": row("From", "<sip:bob@0fb38bfd0a0d>"),
  "in hash": row("Contact", "<sip:*#9240@there.invalid>"),
  "in comma": row("From", "Smith, John <sip:john@there.invalid>"),
  "in 100rel": invite({ headers: { Require: "100rel" } }),
  "in foo": invite({ headers: { Require: "foo" } }),
  "in mixed": type("multipart/mixed;boundary=part", PARTS),
  "in charset": type("application/sdp;charset=utf-8"),
  "in late offer": invite({ body: "" }),
  "in 30 s": optional("timer", { Supported: "timer", "Session-Expires": 30 }),
  "in line feeds": invite({
    change(text) {
      const [head, body] = text.split("\r\n\r\n");
      return `${head.replaceAll("\r\n", "\n")}\n\n${body}`;
    },
  }),
  "in replaces": optional("replaces", { Replaces: "nothing;to-tag=a;from-tag=b" }),
  "in other user": uri("sip:12345@sbc.invalid"),
  "in sips": uri("sips:alice@peers.invalid"),
  "in refer": async (trial) => {
    await trial.start();
    trial.send("REFER", { headers: { "Refer-To": "<sip:premium900@evil.invalid>" } });
    return verdict(trial, "REFER");
  },

  "gr hash": row("From", "<sip:#31#123@there.invalid>"),
  "gr to tel": row("To", "<tel:+1-555-1234;phone-context=x>"),
  "gr contact tel": row("Contact", "<tel:+15551234>"),
  "gr bare tel": row("From", "tel:+15551234"),
  "gr refer-to tel": async (trial) => {
    await trial.start();
    trial.send("REFER", { headers: { "Refer-To": "<tel:+15551234>" } });
    return verdict(trial, "REFER");
  },
  "gr digit host": row("From", "<sip:bob@1pbx>"),
  "gr quoted parameter": row("Contact", "<sip:bob@there.invalid;x=\"y;z\">"),
  "gr equals parameter": row("Contact", "<sip:bob@there.invalid;x=a=b>"),
  "gr utf-8 name": row("From", "Jürgen M <sip:j@there.invalid>"),
  "gr tag": invite({ change: (text) => text.replace(/;tag=\S+/, () => ";tag=a=b") }),
  "gr sos": row("To", "<urn:service:sos>"),
  "gr sctp": row("Via", "SIP/2.0/TLS-SCTP peers.invalid"),
  "gr call-id": row("Call-ID", "from bob@here"),
  "gr contact star": row("Contact", "*"),
  "gr escaped quote": row("From", String.raw`"a \" b" <sip:bob@there.invalid>`),
  "gr ipv6": row("Contact", "<sip:bob@[2001:db8::1]:5060>"),
  "gr underscore": row("Contact", "<sip:bob@my_pbx.there.invalid>"),
  "gr semicolon": row("Contact", "<sip:bob;phone-context=x@there.invalid>"),
  "gr sips contact": row("Contact", "<sips:bob@there.invalid>"),
  "gr gruu": row("Contact", "<sip:bob@there.invalid;gr=urn:uuid:f81d4fae>;+sip.instance=\"<urn:uuid:f81d4fae>\""),

  worker: async (trial) => {
    await trial.start({}, { worker: true });
    trial.send("INVITE", { body: BODY });
    return verdict(trial, "INVITE");
  },

  S16: async (trial) => {
    const CALLS = 12;
    await trial.start();
    // Bellwire's own limit, and what SIP.js says of itself by default (`maxSimultaneousSessions`); JsSIP has none.
    const limit = { bellwire: 8, "sip.js": 2 }[trial.library];
    for (let calls = 0; calls < CALLS; calls += 1) trial.send("INVITE", { body: BODY });
    await trial.handled();
    await trial.quiet();
    const refused = trial.party.rest().filter((message) => message.isFinal && message.header("CSeq").endsWith("INVITE"));
    const ringing = CALLS - refused.length;
    return { status: ringing === limit ? "as many as it says" : `${ringing} ring at once` };
  },
};
