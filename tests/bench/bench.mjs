// What every bench begins and ends with. A script is started with the folder of the core that is measured, the file for
// its findings and, to see only that all works, `--quick`.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { launch } from "../e2e/chromium.mjs";
import { startSite } from "../peers/site.mjs";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));
const [core, result, option] = process.argv.slice(2);
const quick = option === "--quick";

/**
 * Measures and writes down what comes of it: `{ section, figures }`, for people and for machines. `options` are those of
 * the site.
 */
export async function bench(measure, options = {}) {
  const folders = { "/bellwire/core/": core, "/bench/": folder("page"), "/page/": folder("../e2e/page") };
  const [site, browser] = await Promise.all([startSite({ ...options, folders }), launch()]);
  try {
    await writeFile(result, JSON.stringify(await measure({ browser, origin: site.origin, quick })));
  } finally {
    await Promise.all([browser.close(), site.stop()]);
  }
}

/** Calls a function of a module in a page. */
export function ask(page, module, name, value) {
  const call = async ([module, name, value]) => (await import(module))[name](value);
  return page.evaluate(call, [`/bench/${module}.js`, name, value]);
}
