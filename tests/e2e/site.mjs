// The pages of the tests on loopback: www as it ships, and beside it the page that drives it, and those of other phones.

import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import sirv from "sirv";
import { listen } from "../loopback.mjs";

/** Pages of other phones, which come from npm. */
const PEERS = ["/page/jssip.js", "/page/sipjs.js"];

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Every answer has these headers; `answers` are functions that answer at a path of their own. */
export async function startSite({ headers = {}, answers = {} } = {}) {
  const options = { dev: true, etag: false };
  const shipped = sirv(folder("../../www"), options);
  const page = sirv(folder("page"), options);
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    const missing = () => { response.statusCode = 404; response.end(); };
    if (Object.hasOwn(answers, request.url)) {
      answers[request.url](request, response);
    } else if (PEERS.includes(request.url)) {
      void bundle(folder(`.${request.url}`)).then((script) => {
        response.setHeader("Content-Type", "text/javascript");
        response.end(script);
      });
    } else if (request.url?.startsWith("/page/")) {
      request.url = request.url.slice("/page".length);
      page(request, response, missing);
    } else {
      shipped(request, response, missing);
    }
  });
  return listen(server);
}

/** One script with all that it imports. */
async function bundle(script) {
  const { outputFiles: [file] } = await build({ entryPoints: [script], bundle: true, format: "esm", write: false });
  return file.text;
}
