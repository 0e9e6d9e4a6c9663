// How projects are built, without a line of configuration.

import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "./project.mjs";

export const webpack = (tool) =>
  tool("webpack-cli/bin/cli.js", "--mode", "production", "--entry", "./main.js", "--output-path", "dist");

export const bundle = (run) =>
  run(join(ROOT, "node_modules/.bin/esbuild"), "main.js", "--bundle", "--format=esm", "--outdir=dist");

/** The module, to where a script of esbuild's asks for it. */
export async function copyModule(folder) {
  await mkdir(join(folder, "dist/core"));
  await copyFile(join(folder, "node_modules/bellwire/core/bellwire_bg.wasm"), join(folder, "dist/core/bellwire_bg.wasm"));
}
