// The three parsers in one page, each from the text of a message to one object.

import { loadCore } from "/bellwire/load.js";
import { parseMessage } from "/bellwire/core/bellwire.js";
import { jssip, sipjs } from "/bundles/parsers.js";

await loadCore();
const parsers = { bellwire: parseMessage, jssip, "sip.js": sipjs };
/** What was read last, so that nobody can see that it is of no use. */
let kept;

/** Lets a library read these texts in turn for some milliseconds; in microseconds per message. */
export function read({ library, texts, span }) {
  const parse = parsers[library];
  const started = performance.now();
  let [count, now] = [0, started];
  while (now - started < span) {
    for (const text of texts) kept = parse(text);
    count += texts.length;
    now = performance.now();
  }
  return ((now - started) * 1_000) / count;
}

/** What each library makes of a message, where all of them must agree. */
export function outlines(text) {
  return Object.entries(parsers).map(([library, parse]) => {
    const message = parse(text);
    return library === "bellwire" ? outline(message) : peersOutline(message);
  });
}

function outline({ method, status, via, from, to, callId, cseq, contacts, recordRoutes, referTo, challenges, body }) {
  return {
    first: method ?? status,
    branch: via.params.branch,
    people: [from, to].map(({ display, uri, params }) => [display, uri.user, uri.host, params.tag]),
    call: [callId, cseq.number, cseq.method],
    ways: [...contacts, ...recordRoutes].map(({ uri, params }) => [uri.user, uri.host, uri.port, params.expires]),
    referTo: referTo?.uri.user,
    nonce: challenges.at(-1)?.params.nonce.slice(1, -1),
    body,
  };
}

/** JsSIP and SIP.js give the same things other names, and keep the last challenge only. */
function peersOutline(message) {
  const uris = (name) => (message.headers[name] ?? []).map(({ parsed }) => parsed);
  const param = (address, name) => address.getParam(name) ?? undefined;
  const { value, method } = message.parseHeader("cseq");
  return {
    first: message.status_code ?? message.statusCode ?? message.method,
    branch: message.via_branch ?? message.viaBranch,
    people: [message.from, message.to].map((address) => [
      address.display_name ?? address.displayName, address.uri.user, address.uri.host, param(address, "tag"),
    ]),
    call: [message.call_id ?? message.callId, value, method],
    ways: [...uris("Contact"), ...uris("Record-Route")].map((address) => [
      address.uri.user, address.uri.host, address.uri.port, param(address, "expires"),
    ]),
    referTo: message.parseHeader("refer-to")?.uri.user,
    nonce: message.parseHeader("www-authenticate")?.nonce,
    body: message.body,
  };
}
