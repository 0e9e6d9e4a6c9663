// Prints the bytes of each argument, plain and after brotli 11. A module (.wasm) is weighed as it is, once it has
// proved to load, and so are markup and pictures; a style sheet minified; a script or a package with all that it imports, in
// one file that esbuild has minified. What a script outside of our package imports of it is left out: that is weighed apart.

import { readFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { build, transform } from "esbuild";

const PACKAGE = resolve("www/bellwire");

function module(path) {
  const bytes = readFileSync(path);
  new WebAssembly.Module(bytes);
  return bytes;
}

const withoutPackage = {
  name: "without the package",
  setup(work) {
    const inside = (path) => path.startsWith(PACKAGE);
    work.onResolve({ filter: /^\./ }, ({ path, resolveDir }) =>
      inside(resolve(resolveDir, path)) && !inside(resolveDir) ? { path, external: true } : undefined);
  },
};

async function bundle(name) {
  const everything = { contents: `export * from ${JSON.stringify(name)};`, resolveDir: process.cwd() };
  const isOurs = resolve(name).startsWith(PACKAGE);
  const { outputFiles } = await build({
    stdin: everything,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "warning",
    plugins: isOurs ? [] : [withoutPackage],
  });
  return outputFiles[0].contents;
}

const WAYS = {
  ".wasm": module,
  ".html": (path) => readFileSync(path),
  ".svg": (path) => readFileSync(path),
  ".css": async (path) => Buffer.from((await transform(readFileSync(path, "utf8"), { loader: "css", minify: true })).code),
};

const weights = [];
for (const what of process.argv.slice(2)) {
  const bytes = await (WAYS[extname(what)] ?? bundle)(what);
  weights.push({ raw: bytes.length, brotli: brotliCompressSync(bytes).length });
}
console.log(JSON.stringify(weights));
