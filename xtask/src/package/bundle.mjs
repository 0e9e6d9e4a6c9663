// Makes the files of the package that are one script with everything in it, the module too: `inline.js` to import and
// `widget.js` for a script tag. The argument is the folder of the package.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deflateRawSync } from "node:zlib";
import { build } from "esbuild";

const folder = process.argv[2];
const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** The module, deflated: a script has it as base64, which no server compresses well. */
const withModule = {
  name: "with the module",
  setup(work) {
    const module = readFileSync(join(folder, "core/bellwire_bg.wasm"));
    work.onResolve({ filter: /^\.\/wasm\.js$/ }, () => ({ path: fileURLToPath(new URL("inline.js", import.meta.url)) }));
    work.onResolve({ filter: /^bellwire:module$/ }, ({ path }) => ({ path, namespace: "module" }));
    work.onLoad({ filter: /./, namespace: "module" }, () => ({
      contents: deflateRawSync(module, { level: 9 }), loader: "binary",
    }));
  },
};

for (const [entry, outfile, format] of [["index.js", "inline.js", "esm"], ["widget/index.js", "widget.js", "iife"]]) {
  await build({
    entryPoints: [join(folder, entry)],
    outfile: join(folder, outfile),
    format,
    bundle: true,
    minify: true,
    platform: "browser",
    target: "es2022",
    banner: { js: `/*! Bellwire ${version} | ${license} */` },
    legalComments: "none",
    plugins: [withModule],
    logLevel: "warning",
  });
}
