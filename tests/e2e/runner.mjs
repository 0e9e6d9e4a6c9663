// Runs the tests of a folder, one file after another, and ends with one line: {"passed": n, "failed": n}. What is skipped
// has failed: nothing may be.

import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { run } from "node:test";
import { spec } from "node:test/reporters";

/** How long a file may take with all its tests, in milliseconds, on a machine that has much else to do. */
const LIMIT = 900_000;

/** Runs the files beside the module of this URL whose names have `wanted` in them. */
export async function runBeside(url, wanted = "") {
  const folder = fileURLToPath(new URL(".", url));
  const files = (await readdir(folder))
    .filter((name) => name.endsWith(".test.mjs") && name.includes(wanted))
    .sort()
    .map((name) => folder + name);

  let [passed, failed] = [0, 0];
  const isTest = ({ details, name }) => details?.type !== "suite" && !name.endsWith(".test.mjs");
  const tests = run({ files, concurrency: 1, timeout: LIMIT })
    .on("test:pass", (event) => { if (isTest(event) && !event.skip && !event.todo) passed += 1; })
    .on("test:pass", (event) => { if (event.skip || event.todo) failed += 1; })
    .on("test:fail", (event) => { if (isTest(event) || event.details?.error?.failureType !== "subtestsFailed") failed += 1; });

  for await (const chunk of tests.compose(spec)) process.stdout.write(chunk);
  if (passed === 0) failed += 1;
  process.stdout.write(`${JSON.stringify({ passed, failed })}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}
