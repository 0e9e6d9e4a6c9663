// A folder on loopback, as any web server would serve it, or Vite.

import { createServer } from "node:http";
import { join } from "node:path";
import sirv from "sirv";
import { freePort, startProgram } from "../e2e/processes.mjs";
import { listen } from "../loopback.mjs";
import { ROOT } from "./project.mjs";

/** Serves a folder; `headers` go out with every answer. */
export async function serve(folder, headers = {}) {
  const files = sirv(folder, { dev: true, etag: false });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    // Browsers ask for it by themselves.
    if (request.url === "/favicon.ico") { response.statusCode = 204; return response.end(); }
    files(request, response, () => { response.statusCode = 404; response.end(); });
  });
  return listen(server);
}

/** Serves a project by Vite's development server, as `npx vite` does. */
export async function serveByVite(folder) {
  const port = await freePort();
  const args = [join(ROOT, "node_modules/vite/bin/vite.js"), "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
  const { stop } = await startProgram(process.execPath, args, { port, cwd: folder });
  return { origin: `http://127.0.0.1:${port}`, stop };
}
