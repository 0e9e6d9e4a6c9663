// How long Bellwire, JsSIP and SIP.js take from the text of a message to one object with what JsSIP and SIP.js read of it at
// once: first line, top Via, From, To, Call-ID, CSeq, Max-Forwards, every Contact and Record-Route, Refer-To, challenges;
// the other headers as they came, and the body as text. Nobody reads its description of media.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { open } from "../e2e/chromium.mjs";
import { LIBRARIES, NAMES, about, median, round, table } from "./about.mjs";
import { ask, bench } from "./bench.mjs";

const PARSERS = `
  import { parseMessage } from "jssip/lib/Parser.js";
  import { Core } from "sip.js";
  export const jssip = (text) => parseMessage(text);
  export const sipjs = (text) => Core.Parser.parseMessage(text, console);
`;
const TARGET = 10;

async function measure({ browser, origin, quick }) {
  const [rounds, span, warming] = quick ? [3, 20, 200] : [21, 50, 4_000];
  const messages = JSON.parse(execFileSync("cargo", ["run", "--quiet", "--package", "benches", "--example", "mix"]));
  const texts = messages.map(({ text }) => text);
  const page = await open(browser, `${origin}/bench/`);
  for (const text of texts) {
    const [ours, ...others] = await ask(page, "parse", "outlines", text);
    for (const other of others) assert.deepEqual(other, ours, "what is compared is the same");
  }
  const read = (library, texts, span) => ask(page, "parse", "read", { library, texts, span });
  for (const library of LIBRARIES) await read(library, texts, warming);

  const subjects = [{ name: "**the mix, per message**", texts }, ...messages.map(({ name, text }) => ({ name, texts: [text] }))];
  const found = subjects.map(() => Object.fromEntries(LIBRARIES.map((library) => [library, []])));
  for (let turn = 0; turn < rounds; turn += 1) {
    for (const [at, { texts }] of subjects.entries()) {
      // Nobody is always behind the same one.
      for (const step of LIBRARIES.keys()) {
        const library = LIBRARIES[(turn + step) % LIBRARIES.length];
        found[at][library].push(await read(library, texts, span));
      }
    }
  }
  const medians = found.map((values) => LIBRARIES.map((library) => median(values[library])));
  const [mix] = medians;
  return { section: section(browser, { rounds, span, warming, subjects, medians }), figures: { mix_us: figures(mix) } };
}

const figures = (values) => Object.fromEntries(LIBRARIES.map((library, at) => [library, round(values[at])]));

function section(browser, { rounds, span, warming, subjects, medians }) {
  const [[ours, jssip]] = medians;
  const rows = subjects.map(({ name }, at) => [name, ...medians[at].map(round), `${round(medians[at][1] / medians[at][0])} ×`]);
  return `Written by \`cargo xtask bench parse\`, on ${about(browser)}. From the text of a message to one object with what JsSIP
and SIP.js read at once, in microseconds: medians of ${rounds} rounds of ${span} ms each, in which the three take turns in one page,
after ${warming} ms of warming up. The module has the shipped flags; JsSIP reads no description of media, and neither do the others.

${table(["message", ...LIBRARIES.map((library) => NAMES[library]), "JsSIP : Bellwire"], rows)}

To be ${TARGET} times as fast as JsSIP is ${jssip / ours >= TARGET ? "reached" : "not reached"}.`;
}

await bench(measure, { scripts: { "/bundles/parsers.js": PARSERS } });
