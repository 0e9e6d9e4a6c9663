// How long it takes from `call()` to the INVITE on the wire, and to the answer, with Bellwire, JsSIP and SIP.js: through one
// Kamailio, to one callee, each with a stream that is ready. Each call that counts is proved: its offer has a candidate by
// UDP for every transport, and both sides hear each other.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { open } from "../e2e/chromium.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "../e2e/kamailio.mjs";
import { within } from "../within.mjs";
import { LIBRARIES, NAMES, about, each, median, round, spread, table } from "./about.mjs";
import { ask, bench } from "./bench.mjs";
import { CALLEE, startCallee } from "./callee.mjs";
import { startStun } from "./stun.mjs";

/** What each side sends, in Hz. */
const [CALLER_SENDS, CALLEE_SENDS] = [440, 880];
/** What takes longer is told as that. */
const PATIENCE = 20_000;
/** Seconds that a registration is asked for where its refresh is waited for. */
const EXPIRES = 10;
/** Parts of JsSIP's time. */
const TARGETS = { cold: 0.25, warm: 0.1, answered: 0.6 };

async function measure({ browser, origin, quick }) {
  const kamailio = await startKamailio();
  const calleePage = await open(browser, `${origin}/bench/`);
  const callee = await startCallee({ server: kamailio.ws, page: calleePage, frequency: CALLEE_SENDS });
  const world = { browser, origin, kamailio, callee };
  try {
    const counts = quick ? { cold: 2, warm: 2, slow: 1, silent: 1 } : { cold: 25, warm: 50, slow: 15, silent: 3 };
    const cold = await inFreshPages(world, counts.cold);
    const warm = await inOnePage(world, counts.warm);
    const refresh = await refreshes(world);
    const slow = await withStun(world, counts.slow, 50);
    const silent = await withStun(world, counts.silent, null);
    return report(browser, { counts, cold, warm, refresh, slow, silent });
  } finally {
    await callee.stop();
    await kamailio.stop();
  }
}

/** Each library in turn, and nobody always behind the same one. */
const inTurn = (round) => LIBRARIES.map((_, at) => LIBRARIES[(round + at) % LIBRARIES.length]);

/** The first call of a page, again and again. */
async function inFreshPages(world, count, options) {
  const samples = each(() => []);
  for (let round = 0; round < count; round += 1) {
    for (const library of inTurn(round)) {
      const page = await register(world, library, options);
      samples[library].push(await unlessTooLong(call(world, page)));
      await leave(page);
    }
  }
  return samples;
}

/** Calls that are not the first in their page. */
async function inOnePage(world, count) {
  const [samples, pages] = [each(() => []), {}];
  for (const library of LIBRARIES) {
    pages[library] = await register(world, library);
    await call(world, pages[library]);
  }
  for (let round = 0; round < count; round += 1) {
    for (const library of inTurn(round)) samples[library].push(await call(world, pages[library]));
  }
  for (const page of Object.values(pages)) await leave(page);
  return samples;
}

/** The same with a STUN server of this manner. */
async function withStun(world, count, delay) {
  const stun = await startStun(delay);
  try {
    return await inFreshPages(world, count, { iceServers: [{ urls: stun.url }] });
  } finally {
    await stun.stop();
  }
}

/** How many messages the refresh of a registration takes. */
async function refreshes(world) {
  const found = LIBRARIES.map(async (library) => {
    const page = await register(world, library, { expires: EXPIRES });
    const messages = await ask(page, "caller", "refresh");
    await leave(page);
    return [library, messages];
  });
  return Object.fromEntries(await Promise.all(found));
}

/** A page of its own where a library is registered. */
async function register({ browser, origin, kamailio }, library, options) {
  const page = await open(browser, `${origin}/bench/`);
  const account = `sip:${library.replace(".", "")}@${DOMAIN}`;
  await ask(page, "caller", "start", {
    library, frequency: CALLER_SENDS, server: kamailio.ws, account, password: PASSWORD, ...options,
  });
  return page;
}

async function leave(page) {
  assert.deepEqual(page.errors, [], "no library threw");
  await page.context().close();
}

/** One call, and its proof. */
async function call({ callee }, page) {
  const { offer, ...times } = await ask(page, "caller", "call", { target: CALLEE });
  for (const media of offer.split("\r\nm=").slice(1)) {
    assert.match(media, /\r\na=candidate:\S+ 1 udp /i, "each transport has a candidate by UDP");
  }
  await Promise.all([callee.hears(CALLER_SENDS), ask(page, "caller", "hears", { frequency: CALLEE_SENDS })]);
  await ask(page, "caller", "hangUp");
  return times;
}

/** What comes of it, or nothing when nobody would wait any longer. */
async function unlessTooLong(work) {
  const tooLong = new Error(`no call in ${PATIENCE} ms`);
  return within(PATIENCE, work, tooLong).catch((error) => {
    if (error !== tooLong) throw error;
    return null;
  });
}

function report(browser, { counts, cold, warm, refresh, slow, silent }) {
  const of = (samples, what) => each((library) => samples[library].map((sample) => sample?.[what] ?? Infinity));
  const [kamailio] = execFileSync("kamailio", ["-v"], { encoding: "utf8" }).match(/kamailio [\d.]+/);
  const rows = [
    ["**cold**: INVITE on the wire", of(cold, "invite"), TARGETS.cold],
    ["cold: answered", of(cold, "answered"), TARGETS.answered],
    ["**warm**: INVITE on the wire", of(warm, "invite"), TARGETS.warm],
    ["warm: answered", of(warm, "answered"), TARGETS.answered],
    ["STUN server that takes 50 ms: INVITE on the wire", of(slow, "invite")],
    ["STUN server that takes 50 ms: answered", of(slow, "answered")],
    ["STUN server that never answers: INVITE on the wire", of(silent, "invite")],
    ["STUN server that never answers: answered", of(silent, "answered")],
  ].map(([what, values, target]) => {
    const share = median(values.bellwire) / median(values.jssip);
    const verdict = target ? `${round(share)} (${share <= target ? "" : "not "}≤ ${target})` : share && round(share);
    return [what, ...LIBRARIES.map((library) => told(values[library])), verdict];
  });
  rows.push(["messages of a REGISTER refresh", ...LIBRARIES.map((library) => refresh[library]), ""]);
  const figures = (samples) => ({
    invite_ms: medians(of(samples, "invite")),
    answered_ms: medians(of(samples, "answered")),
  });
  return {
    section: section(about(browser, [kamailio]), counts, rows),
    figures: {
      ...figures(cold), refresh_messages: refresh, warm: figures(warm), stun_50_ms: figures(slow), stun_silent: figures(silent),
    },
  };
}

/** A median of what somebody waited for; the patience of ours is no figure of theirs. */
const told = (values) => (median(values) === Infinity ? `more than ${PATIENCE / 1_000} s` : spread(values));
const medians = (values) => each((library) => (median(values[library]) === Infinity ? null : round(median(values[library]))));

const section = (about, counts, rows) => `Written by \`cargo xtask bench call\`, on ${about}. From \`call()\` to the first INVITE
on the wire and to the library's own event that the call is answered, in milliseconds: median (p10–p90), and Bellwire's median as a
part of JsSIP's. All register by ws and MD5 at one Kamailio and call one scripted callee who answers at once; all are given a
ready stream, offer one line of audio, and have their default settings for ICE, but for SIP.js no server of Google's. Cold is the
first call of a fresh page (n = ${counts.cold}), where Bellwire has made one connection for nobody when it was registered, as it always
does. Warm is each further call in one page, 300 ms after \`phone.prepare()\` or what the others have in its place, which is
nothing (n = ${counts.warm}): a page prepares when the dial field gets the focus. With a STUN server cold, n = ${counts.slow} and ${counts.silent}. Each call that
counts had a candidate by UDP for every transport in its INVITE, and both sides heard each other's frequency.

${table(["", ...LIBRARIES.map((library) => NAMES[library]), "of JsSIP's"], rows)}`;

await bench(measure);
