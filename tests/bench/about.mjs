// On what something was measured, and how figures are put together.

import { readFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { LIBRARIES, NAMES } from "../peers/table.mjs";

export { LIBRARIES, NAMES };

/** Something for each library. */
export const each = (value) => Object.fromEntries(LIBRARIES.map((library) => [library, value(library)]));

/** The machine, its load at this moment, and the versions of what was measured. */
export function about(browser, others = []) {
  const versions = ["jssip", "sip.js"].map((name) => {
    const { version } = JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), "utf8"));
    return `${NAMES[name]} ${version}`;
  });
  const load = loadavg()[0].toFixed(1);
  return `${availableParallelism()} cores (${cpus()[0].model.trim()}), load average ${load} at the end; `
    + [`Chromium ${browser.version()}`, ...others, ...versions].join(", ");
}

/** The value below which this part of all values is. */
export function quantile(values, part) {
  const sorted = [...values].sort((one, two) => one - two);
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return below === above ? below : below + (above - below) * (at % 1);
}

export const median = (values) => quantile(values, 0.5);

/** As many digits as say something. */
export const round = (value) => Number(value.toPrecision(3));

/** A median with where most values are. */
export const spread = (values) => `${round(median(values))} (${round(quantile(values, 0.1))}–${round(quantile(values, 0.9))})`;

/** A table whose columns after the first are numbers. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
