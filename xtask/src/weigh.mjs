// Prints the bytes of each argument, plain and after brotli 11. A module (.wasm) is weighed as it is, once it has
// proved to load; a script or a package with all that it imports, in one file that esbuild has minified.

import { readFileSync } from "node:fs";
import { brotliCompressSync } from "node:zlib";
import { build } from "esbuild";

function module(path) {
  const bytes = readFileSync(path);
  new WebAssembly.Module(bytes);
  return bytes;
}

async function bundle(name) {
  const everything = { contents: `export * from ${JSON.stringify(name)};`, resolveDir: process.cwd() };
  const { outputFiles } = await build({
    stdin: everything,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "warning",
  });
  return outputFiles[0].contents;
}

const weights = [];
for (const what of process.argv.slice(2)) {
  const bytes = what.endsWith(".wasm") ? module(what) : await bundle(what);
  weights.push({ raw: bytes.length, brotli: brotliCompressSync(bytes).length });
}
console.log(JSON.stringify(weights));
