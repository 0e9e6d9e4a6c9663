// How long it takes from opening a page to being registered, with Bellwire and JsSIP: each in a page that does nothing else,
// as one minified script (and Bellwire's module beside it), compressed by brotli, from a server that lets everything be
// cached. Each sample is a person of its own, who comes once and then again.

import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";
import { launch } from "../e2e/chromium.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "../e2e/kamailio.mjs";
import { listen } from "../loopback.mjs";
import { NAMES, about, median, round, spread, table } from "./about.mjs";

const [core, result, option] = process.argv.slice(2);
const COUNT = option === "--quick" ? 2 : 40;
const BOTH = ["bellwire", "jssip"];
/** Parts of JsSIP's time. */
const TARGETS = { cold: 1.2, second: 1 };

/** The script of a page as it would be published. */
async function script(library) {
  const { outputFiles: [{ text }] } = await build({
    entryPoints: [fileURLToPath(new URL(`start/${library}.js`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    plugins: [{
      name: "the core that is measured",
      setup: (work) => work.onResolve({ filter: /\/core\/bellwire\.js$/ }, () => ({ path: join(core, "bellwire.js") })),
    }],
  });
  return text;
}

/** Serves both pages. */
async function startSite() {
  const hints = { bellwire: '<link rel="preload" href="core/bellwire_bg.wasm" as="fetch" crossorigin>', jssip: "" };
  const page = (library) => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${NAMES[library]}</title>${hints[library]}`
    + '<script type="module" src="main.js"></script></html>';
  const files = new Map();
  const add = (path, type, body) => files.set(path, { type, body: brotliCompressSync(body) });
  for (const library of BOTH) {
    add(`/${library}/`, "text/html", page(library));
    add(`/${library}/main.js`, "text/javascript", await script(library));
  }
  add("/bellwire/core/bellwire_bg.wasm", "application/wasm", await readFile(join(core, "bellwire_bg.wasm")));
  const server = createServer((request, response) => {
    const file = files.get(request.url.split("?")[0]);
    if (!file) return response.writeHead(204).end();
    response.writeHead(200, {
      "Content-Type": file.type, "Content-Encoding": "br", "Content-Length": file.body.length,
      "Cache-Control": "max-age=31536000, immutable",
    });
    response.end(file.body);
  });
  const { origin, stop } = await listen(server);
  const loaded = Object.fromEntries(BOTH.map((library) =>
    [library, [...files].filter(([path]) => path.startsWith(`/${library}/`)).reduce((sum, [, { body }]) => sum + body.length, 0)]));
  return { origin, loaded, stop };
}

/** One visit, in milliseconds from its first moment until the registrar has accepted. */
async function visit(context, address) {
  const page = await context.newPage();
  await page.goto(address);
  const time = await (await page.waitForFunction(() => globalThis.registered, undefined, { polling: 20 })).jsonValue();
  await page.close();
  return time;
}

async function measure({ browser, site, kamailio }) {
  const samples = Object.fromEntries(BOTH.map((library) => [library, { cold: [], second: [] }]));
  // The browser's own beginnings are nobody's.
  for (let round = -1; round < COUNT; round += 1) {
    for (const library of round % 2 === 0 ? BOTH : BOTH.toReversed()) {
      const query = new URLSearchParams({ server: kamailio.ws, account: `sip:${library}@${DOMAIN}`, password: PASSWORD });
      const context = await browser.newContext();
      const [cold, second] = [await visit(context, `${site.origin}/${library}/?${query}`), await visit(context, `${site.origin}/${library}/?${query}`)];
      await context.close();
      if (round < 0) continue;
      samples[library].cold.push(cold);
      samples[library].second.push(second);
    }
  }
  return samples;
}

function report(browser, site, samples) {
  const [kamailio] = execFileSync("kamailio", ["-v"], { encoding: "utf8" }).match(/kamailio [\d.]+/);
  const rows = [["first visit, nothing in the cache", "cold"], ["second visit", "second"]].map(([what, kind]) => {
    const share = median(samples.bellwire[kind]) / median(samples.jssip[kind]);
    const verdict = `${round(share)} (${share <= TARGETS[kind] ? "" : "not "}≤ ${TARGETS[kind]})`;
    return [what, ...BOTH.map((library) => spread(samples[library][kind])), verdict];
  });
  rows.push(["bytes loaded", ...BOTH.map((library) => site.loaded[library]), round(site.loaded.bellwire / site.loaded.jssip)]);
  const medians = (kind) => Object.fromEntries(BOTH.map((library) => [library, round(median(samples[library][kind]))]));
  return {
    section: `Written by \`cargo xtask bench start\`, on ${about(browser, [kamailio])}. From the beginning of the navigation to the
library's own event that it is registered, in milliseconds: median (p10–p90), n = ${COUNT}, and Bellwire's median as a part of
JsSIP's. Each page does nothing else and is one minified script, with Bellwire the module besides, which the page names in a
\`<link rel="preload">\`; everything comes from one server on
loopback, by brotli, and may be cached; both register by ws and MD5 at one Kamailio. Each sample is a fresh context of the
browser, which opens the page once and then again; the two take turns.

${table(["", ...BOTH.map((library) => NAMES[library]), "of JsSIP's"], rows)}`,
    figures: { registered_ms: medians("cold"), second_visit_ms: medians("second") },
  };
}

const [site, browser, kamailio] = await Promise.all([startSite(), launch(), startKamailio()]);
try {
  await writeFile(result, JSON.stringify(report(browser, site, await measure({ browser, site, kamailio }))));
} finally {
  await Promise.all([browser.close(), kamailio.stop()]);
  await site.stop();
}
