// What the other tests start is gone when they stop it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { freePort, startProgram } from "./processes.mjs";
import { until } from "./until.mjs";

/** Has a child with its own pipes, and goes without it. */
const PARENT = `
  const child = require("node:child_process").spawn("sleep", ["600"], { stdio: "inherit" });
  require("node:net").createServer().listen(process.argv[1], "127.0.0.1", () => console.log(child.pid));
`;

test("a program that is stopped leaves no child of its own behind", async () => {
  const port = await freePort();
  const program = await startProgram(process.execPath, ["-e", PARENT, String(port)], { port });
  await until(() => program.said().endsWith("\n"));
  const child = program.said().trim();
  assert.match(await readFile(`/proc/${child}/cmdline`, "utf8"), /^sleep/);
  await program.stop();
  // Until it is reaped it may stand in the list, without a command line.
  await until(() => readFile(`/proc/${child}/cmdline`, "utf8").then((line) => line === "", () => true));
});
