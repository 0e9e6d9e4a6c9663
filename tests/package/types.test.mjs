// The package's types, as strict as TypeScript can be, and with nothing let pass.

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { project } from "./project.mjs";

const COMPILERS = { latest: "typescript/bin/tsc", "5.9": "typescript-5.9/bin/tsc" };
const RESOLUTIONS = { bundler: { module: "esnext", moduleResolution: "bundler" }, nodenext: { module: "nodenext" } };

describe("an application in strict TypeScript uses everything", () => {
  let own;
  before(async () => {
    own = await project("types", { "consumer.ts": "types/consumer.ts", "widget.ts": "types/widget.ts" });
  });

  for (const [version, tsc] of Object.entries(COMPILERS)) {
    for (const [resolution, options] of Object.entries(RESOLUTIONS)) {
      test(`TypeScript ${version}, ${resolution}`, async () => {
        if (version !== "latest") assert.match(await own.tool(tsc, "--version"), new RegExp(`Version ${version}\\.`));
        await own.types(tsc, ["consumer.ts", "widget.ts"], {
          ...options, exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true,
          noPropertyAccessFromIndexSignature: true, verbatimModuleSyntax: true,
        });
      });
    }
  }
});
