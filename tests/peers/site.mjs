// What the browser loads, on loopback: Bellwire as it ships, JsSIP and SIP.js as they come from npm, and the page that holds
// one of them.

import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sirv from "sirv";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

export async function startSite() {
  const bundles = new Map([
    ["/bundles/jssip.js", await bundle('export { default } from "jssip"')],
    ["/bundles/sipjs.js", await bundle('export * from "sip.js"')],
  ]);
  const options = { dev: true, etag: false };
  const shipped = sirv(folder("../../www"), options);
  const page = sirv(folder("page"), options);
  const server = createServer((request, response) => {
    const script = bundles.get(request.url);
    if (script) {
      response.setHeader("Content-Type", "text/javascript");
      return response.end(script);
    }
    page(request, response, () => shipped(request, response, () => {
      response.statusCode = 404;
      response.end();
    }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
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
