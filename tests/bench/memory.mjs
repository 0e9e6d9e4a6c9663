// What lives in the memory of a page with Bellwire, JsSIP or SIP.js (decision 36): the heap of JavaScript after collection
// and, as the memory of wasm never shrinks, the bytes that its allocator has given away. And what a call costs where many
// stand. A scripted server takes every call, and the connections carry no media, the same for all three.

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { open } from "../e2e/chromium.mjs";
import { LIBRARIES, NAMES, about, each, median, round, spread, table } from "./about.mjs";
import { startAnswerer } from "./answerer.mjs";
import { ask, bench } from "./bench.mjs";
import { codeOf, usedBy } from "./heap.mjs";

/** When every transaction is forgotten (RFC 3261, section 17: 32 s), in milliseconds. */
const FORGOTTEN = 40_000;
const TARGETS = { growth: 0.05, last: 1.2 };

async function measure({ browser, origin, quick }) {
  const counts = quick
    ? { phones: 5, calls: 20, crowd: 5, crowds: 1, turns: 2, timed: 5 }
    : { phones: 100, calls: 1_000, crowd: 100, crowds: 3, turns: 9, timed: 100 };
  const server = await startAnswerer();
  const begin = (library) => Subject.begin({ browser, origin, server, library });
  try {
    const phone = await inTurn((library) => perPhone(begin, library, counts));
    const subjects = await inTurn(begin);
    const inEach = (work) => inTurn((library) => work(subjects[library]));
    const lives = () => inEach((subject) => subject.live());
    const codes = () => inEach((subject) => subject.code());

    const [fresh, freshCode] = [await lives(), await codes()];
    // V8 compiles what is called often: its code stays, and is not what is looked for.
    await inEach((subject) => subject.call(counts.calls));
    await delay(FORGOTTEN);
    const [start, code] = [await lives(), await codes()];
    const rightAfter = await inEach(async (subject) => {
      await subject.call(counts.calls);
      return subject.live();
    });
    await delay(FORGOTTEN);
    const calls = await lives();
    const [weights, times] = [each(none), each(none)];
    for (let turn = 0; turn < counts.crowds; turn += 1) {
      await inEach((subject) => subject.weigh(counts, weights[subject.library]));
      await delay(FORGOTTEN);
    }
    const crowds = await lives();
    for (let turn = 0; turn < counts.turns; turn += 1) {
      await inEach((subject) => subject.time(counts, times[subject.library]));
    }
    for (const subject of Object.values(subjects)) await subject.end();
    return report(browser, { counts, phone, fresh, freshCode, start, code, rightAfter, calls, crowds, weights, times });
  } finally {
    await server.stop();
  }
}

/** What the first of many calls costs, and the last. */
const none = () => ({ first: [], last: [] });

/** Asks something of one library after another. */
async function inTurn(work) {
  const found = {};
  for (const library of LIBRARIES) found[library] = await work(library);
  return found;
}

/** What one more registered phone takes. */
async function perPhone(begin, library, { phones }) {
  const subject = await begin(library);
  const one = await subject.live();
  await subject.register(phones);
  const many = await subject.live();
  await subject.end();
  return (many.all - one.all) / phones;
}

/** A page with registered phones of one library. */
class Subject {
  #page;
  #session;
  #server;

  static async begin({ browser, origin, server, library }) {
    const page = await open(browser, `${origin}/bench/`);
    const session = await page.context().newCDPSession(page);
    await session.send("HeapProfiler.enable");
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const subject = new Subject(page, session, library, server);
    await subject.register(1);
    return subject;
  }

  constructor(page, session, library, server) {
    this.#page = page;
    this.#session = session;
    this.library = library;
    this.#server = server;
  }

  #ask(what, value) {
    return ask(this.#page, "memory", what, value);
  }

  register(count) {
    return this.#ask("register", { library: this.library, server: this.#server.url, count });
  }

  /** Makes so many calls. */
  call(count, options) {
    return this.#ask("call", { count, ...options });
  }

  /** What lives, in bytes, and what of it in wasm. */
  async live() {
    const [heap, wasm] = [await usedBy(this.#session), await this.#ask("wasm")];
    return { all: heap + wasm, wasm };
  }

  /** What of the heap is code, in bytes. */
  code() {
    return codeOf(this.#session);
  }

  /** Many calls at once: what the first and the last take, in bytes. */
  async weigh({ crowd }, { first, last }) {
    first.push(await this.#weighOne());
    await this.call(crowd - 2, { stay: true });
    last.push(await this.#weighOne());
    await this.#isHungUp();
  }

  async #weighOne() {
    const before = await this.live();
    await this.call(1, { stay: true });
    return (await this.live()).all - before.all;
  }

  /** What a call takes of the processor where no other stands, and as the last of many, in milliseconds. */
  async time({ crowd, timed }, { first, last }) {
    first.push(await this.#timeOne(timed));
    await this.call(crowd - 1, { stay: true });
    last.push(await this.#timeOne(timed));
    await this.#isHungUp();
  }

  /** The mean of some, one after another. */
  async #timeOne(count) {
    const before = await this.#worked();
    await this.call(count);
    return (await this.#worked() - before) / count;
  }

  /** How long the page's thread has had the processor for its tasks, in milliseconds. */
  async #worked() {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1_000;
  }

  /** The other side ends every call. */
  #isHungUp() {
    this.#server.hangUp();
    return this.#ask("ended");
  }

  async end() {
    assert.deepEqual(this.#page.errors, [], "no library threw");
    await this.#page.context().close();
  }
}

function report(browser, { counts, phone, fresh, freshCode, start, code, rightAfter, calls, crowds, weights, times }) {
  const growth = (now) => each((library) => now[library].all / start[library].all - 1);
  const grown = (now) => each((library) => `${kilobytes(now[library].all - start[library].all)} (${percent(growth(now)[library])})`);
  const told = (bytes) => each((library) => kilobytes(bytes[library]));
  const bytes = (now, which) => each((library) => kilobytes(now[library][which]));
  const share = (costs) => each((library) => median(costs[library].last) / median(costs[library].first));
  const weight = (which) => each((library) => kilobytes(median(weights[library][which])));
  const time = (which) => each((library) => `${spread(times[library][which])} ms`);
  const factor = (costs) => each((library) => `${round(share(costs)[library])} ×`);
  const nth = `the ${counts.crowd}th`;
  const later = `${FORGOTTEN / 1_000} s later`;
  const rows = [
    ["one more registered phone", told(phone)],
    ["a page with one phone that never called", bytes(fresh, "all")],
    ["… of it code", told(freshCode)],
    [`the start: the same after ${counts.calls} calls, ${later}`, bytes(start, "all")],
    ["… of it code", told(code)],
    ["… of it in wasm", bytes(start, "wasm")],
    [`more right after ${counts.calls} further calls one after another`, grown(rightAfter)],
    [`**more ${later}**`, grown(calls)],
    ["… then in wasm", bytes(calls, "wasm")],
    [`**more after ${counts.crowd} calls at once, ${later}**`, grown(crowds)],
    ["… then in wasm", bytes(crowds, "wasm")],
    ["the first call that stands takes", weight("first")],
    [`${nth} at the same time takes`, weight("last")],
    [`**${nth}, of the first**`, factor(weights)],
    ["a call where no other stands works for", time("first")],
    [`${nth} at the same time works for`, time("last")],
    [`**${nth}, of the first**`, factor(times)],
  ].map(([what, values]) => [what, ...LIBRARIES.map((library) => values[library])]);
  const isBack = Math.max(growth(calls).bellwire, growth(crowds).bellwire) <= TARGETS.growth;
  const [isLight, isQuick] = [weights, times].map((costs) => share(costs).bellwire <= TARGETS.last);
  return {
    section: section(about(browser), counts, rows, { isBack, isLight, isQuick }),
    figures: {
      phone_bytes: each((library) => Math.round(phone[library])),
      fresh_bytes: each((library) => fresh[library].all),
      start_bytes: each((library) => start[library].all),
      growth: { after_calls: growth(calls), after_crowds: growth(crowds) },
      last_of_first: { bytes: share(weights), ms: share(times) },
    },
  };
}

const kilobytes = (bytes) => `${Number((bytes / 1_000).toFixed(1))} kB`;
const percent = (part) => `${(part * 100).toFixed(1)} %`;
const reached = (is) => (is ? "reached" : "not reached");

const section = (about, { phones, calls, crowd, crowds, turns, timed }, rows, { isBack, isLight, isQuick }) => `Written by \`cargo xtask bench memory\`, on ${about}. What lives: the heap
of JavaScript after collection (V8's, by the browser's own count) and, for Bellwire, the bytes that the allocator of its module has
given away and not got back; the memory of wasm itself never shrinks. Each library has a page of its own, which calls through a
scripted server that takes every call at once. Its connections carry no media and have gathered at once, the same for all three, so
that it is the library that is measured. One more phone is the mean of ${phones}. The start is taken after ${calls} calls that warm the page up,
for V8 compiles what is called often and keeps its code. Some of a call that has ended is remembered for 32 s, for what the network
may still bring of it (RFC 3261, section 17), so it is looked ${FORGOTTEN / 1_000} s later what is left of ${calls} calls one after another, and then of
${crowds} times ${crowd} at once. What a call takes is the median of those ${crowds}. How long it works, from its beginning to its end, is the
time that the page's thread has the processor, which depends little on what else the machine does: median (p10–p90) of ${turns} turns,
each with the mean of ${timed} calls where no other stands and of ${timed} where ${crowd - 1} do.

${table(["", ...LIBRARIES.map((library) => NAMES[library])], rows)}

To be back within ${TARGETS.growth * 100} % of the start is ${reached(isBack)}. That the ${crowd}th call costs at most ${TARGETS.last} × the first is ${reached(isLight)} in
bytes, and ${reached(isQuick)} in time of the processor.`;

await bench(measure);
