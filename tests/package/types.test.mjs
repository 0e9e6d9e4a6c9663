// The package's types, as strict as TypeScript can be, and with nothing let pass.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { project } from "./project.mjs";

const COMPILERS = { latest: "typescript/bin/tsc", "5.9": "typescript-5.9/bin/tsc" };
const RESOLUTIONS = { bundler: ["--module", "esnext", "--moduleResolution", "bundler"], nodenext: ["--module", "nodenext"] };
const STRICT = [
  "--noEmit", "--strict", "--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--noPropertyAccessFromIndexSignature",
  "--verbatimModuleSyntax", "--skipLibCheck", "false", "--target", "es2022", "--lib", "es2022,dom,dom.iterable",
  // Nothing of Node's, which lies in a folder above.
  "--types", "",
];

describe("an application in strict TypeScript uses everything", () => {
  let tool;
  before(async () => {
    ({ tool } = await project("types", { "consumer.ts": "types/consumer.ts" }));
  });

  for (const [version, tsc] of Object.entries(COMPILERS)) {
    for (const [resolution, flags] of Object.entries(RESOLUTIONS)) {
      test(`TypeScript ${version}, ${resolution}`, async () => {
        if (version !== "latest") assert.match(await tool(tsc, "--version"), new RegExp(`Version ${version}\\.`));
        assert.equal(await tool(tsc, ...STRICT, ...flags, "consumer.ts"), "");
      });
    }
  }
});
