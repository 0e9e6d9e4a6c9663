// The pages of the tests on loopback: www as it ships, and beside it the page that drives it.

import { once } from "node:events";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import sirv from "sirv";

const folder = (path) => fileURLToPath(new URL(path, import.meta.url));

export async function startSite() {
  const options = { dev: true, etag: false };
  const shipped = sirv(folder("../../www"), options);
  const page = sirv(folder("page"), options);
  const server = createServer((request, response) => {
    const missing = () => { response.statusCode = 404; response.end(); };
    if (request.url?.startsWith("/page/")) {
      request.url = request.url.slice("/page".length);
      page(request, response, missing);
    } else {
      shipped(request, response, missing);
    }
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
