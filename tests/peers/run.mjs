// Runs every probe against Bellwire, JsSIP and SIP.js, and judges what is found by `probes.tsv`. The last line is
// {"bellwire": {"passed": n, "failed": n, "later": n}, "jssip": …, "sip.js": …}. A part of a probe's name as argument runs
// the probes of that name only, and then the page is not looked at.

import { readFile, readdir, writeFile } from "node:fs/promises";
import { launch } from "../e2e/chromium.mjs";
import { within } from "../within.mjs";
import { peerMatrix } from "./document.mjs";
import { Missing, startServer } from "./server.mjs";
import { startSite } from "./site.mjs";
import { LIBRARIES, count, judge, mistake, readTable } from "./table.mjs";
import { Absent, Trial } from "./trial.mjs";

/** How many probes run at a time: most of their time they wait. */
const LANES = 4;
/** No probe takes so long, in milliseconds. */
const LIMIT = 60_000;

const PAGE = new URL("../../docs/peer-matrix.md", import.meta.url);

const wanted = process.argv[2];
const parts = readTable()
  .map(({ heading, probes }) => ({ heading, probes: probes.filter(({ id }) => id.includes(wanted ?? "")) }))
  .filter(({ probes }) => probes.length > 0);
const probes = parts.flatMap((part) => part.probes);
const scripts = await readScripts();

const [site, server, browser] = await Promise.all([startSite(), startServer(), launch()]);
const outcomes = Object.fromEntries(probes.map(({ id }) => [id, {}]));
const mistakes = [];
try {
  const jobs = probes.flatMap((probe) => LIBRARIES.map((library) => ({ probe, library }))).values();
  await Promise.all(Array.from({ length: LANES }, () => lane(jobs)));
} finally {
  await Promise.all([browser.close(), site.stop(), server.stop()]);
}

if (!wanted) await comparePage(peerMatrix(parts, outcomes));
for (const line of mistakes) console.log(`✖ ${line}`);
console.log(JSON.stringify(count(parts, outcomes)));
process.exitCode = mistakes.length === 0 ? 0 : 1;

/** Takes one probe of one library after another. */
async function lane(jobs) {
  const plain = await openPage();
  for (const { probe, library } of jobs) {
    const { clock = false, run } = scripts[probe.id];
    const page = clock ? await openPage() : plain;
    // Whoever comes next finds a clock that nobody has wound or stopped.
    if (clock) await page.clock.install();
    const outcome = await attempt(page, library, run);
    if (clock) await page.context().close();
    outcomes[probe.id][library] = outcome;
    const wrong = mistake(probe, library, outcome);
    if (wrong) mistakes.push(`${probe.id}, ${library}: ${wrong}`);
    tell(probe);
  }
}

/** One line for each probe, when all three are through it. */
function tell(probe) {
  const found = outcomes[probe.id];
  if (!LIBRARIES.every((library) => library in found)) return;
  console.log(`${probe.id.padEnd(20)} ${LIBRARIES.map((library) => `${library} ${judge(probe, found[library])}`).join(", ")}`);
}

/** A page that nobody else has. */
async function openPage() {
  const context = await browser.newContext();
  return context.newPage();
}

/** What a library does in a probe. */
async function attempt(page, library, run) {
  const trial = await Trial.begin(page, { site, server, library });
  try {
    const outcome = await within(LIMIT, run(trial), new Missing(`end in ${LIMIT / 1_000} s`)).catch(async (error) => {
      if (error instanceof Missing) return { messages: `no ${error.message}`, event: await trial.state() };
      throw error;
    });
    return { ...outcome, uncaught: await trial.uncaught() };
  } catch (error) {
    if (error instanceof Absent) return { absent: error.message };
    throw error;
  }
}

/** Every script, by the name of its probe; each has its row, and each row its script. */
async function readScripts() {
  const folder = new URL("probes/", import.meta.url);
  const modules = await Promise.all((await readdir(folder)).map((file) => import(new URL(file, folder))));
  const all = Object.assign({}, ...modules.map((module) => module.probes));
  const rows = readTable().flatMap((part) => part.probes).map(({ id }) => id);
  const lost = [...rows, ...Object.keys(all)].filter((id) => !(id in all) || rows.filter((row) => row === id).length !== 1);
  if (lost.length > 0) throw new Error(`not both in probes.tsv and in probes/, once each: ${lost.join(", ")}`);
  return Object.fromEntries(Object.entries(all).map(([id, script]) => [id, typeof script === "function" ? { run: script } : script]));
}

/** Writes the page, or says that it is not what was found. */
async function comparePage(text) {
  if (process.env.BELLWIRE_WRITE) return writeFile(PAGE, text);
  const known = await readFile(PAGE, "utf8").catch(() => "");
  if (known !== text) {
    mistakes.push("docs/peer-matrix.md says anything else; run `BELLWIRE_WRITE=1 cargo xtask test peers` and look at what changed");
  }
}
