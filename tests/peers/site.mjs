// What the browser loads, on loopback: Bellwire as it ships, JsSIP and SIP.js as they come from npm, and the page that holds
// one of them.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sirv from "sirv";
import { listen } from "../loopback.mjs";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

const PEERS = {
  "/bundles/jssip.js": 'export { default } from "jssip"',
  "/bundles/sipjs.js": 'export * from "sip.js"',
};

/**
 * Starts to serve. `scripts` are more bundles, by their path; `folders` are served as well, each below its path, before
 * anything else.
 */
export async function startSite({ scripts = {}, folders = {} } = {}) {
  const bundles = new Map();
  for (const [path, contents] of Object.entries({ ...PEERS, ...scripts })) bundles.set(path, await bundle(contents));
  const options = { dev: true, etag: false };
  const below = Object.entries(folders).map(([path, folder]) => ({ path, serve: sirv(folder, options) }));
  const shipped = sirv(folder("../../www"), options);
  const page = sirv(folder("page"), options);
  const server = createServer((request, response) => {
    const missing = () => { response.statusCode = 404; response.end(); };
    const script = bundles.get(request.url);
    if (script) {
      response.setHeader("Content-Type", "text/javascript");
      return response.end(script);
    }
    const found = below.find(({ path }) => request.url.startsWith(path));
    if (found) {
      request.url = request.url.slice(found.path.length - 1);
      return found.serve(request, response, missing);
    }
    page(request, response, () => shipped(request, response, missing));
  });
  return listen(server);
}

/** A package as one module for a browser. */
async function bundle(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: folder("../..") },
    bundle: true,
    format: "esm",
    platform: "browser",
    minify: true,
    write: false,
  });
  return outputFiles[0].text;
}
