// docs/errors.md is the list of every kind of SipError, as the package says them. `BELLWIRE_WRITE=1` writes it.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SipError } from "../../www/bellwire/errors.js";
import { project } from "../package/project.mjs";
import { ROOT } from "./pages.mjs";

const PAGE = join(ROOT, "docs/errors.md");
const BEGIN = "| kind | what happened | what to do |\n| --- | --- | --- |\n";

/** Every kind that the types know. */
async function kinds() {
  const { folder } = await project("errors");
  const types = readFileSync(join(folder, "node_modules/bellwire/index.d.ts"), "utf8");
  const [, union] = types.match(/export type SipErrorKind = ([^;]+);/);
  return union.split(" | ").map((kind) => JSON.parse(kind));
}

test("the error index names every kind, with its cause and its remedy", async () => {
  const table = (await kinds()).map((kind) => {
    const { message } = new SipError(kind);
    const [cause] = message.split(". ", 1);
    return `| \`${kind}\` | ${cause}. | ${message.slice(cause.length + 2)} |\n`;
  });
  const page = readFileSync(PAGE, "utf8");
  const [above] = page.split(BEGIN);
  const right = above + BEGIN + table.join("");
  if (process.env.BELLWIRE_WRITE) writeFileSync(PAGE, right);
  else assert.equal(page, right, "BELLWIRE_WRITE=1 cargo xtask test docs writes docs/errors.md anew");
});
