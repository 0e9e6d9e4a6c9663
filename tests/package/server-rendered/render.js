// The server's side, in Node: prints the page.

import { h } from "preact";
import { renderToString } from "preact-render-to-string";
import { App } from "./app.js";

const settings = JSON.parse(process.argv[2]);
console.log(`<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>Rendered</title><script type="module" src="./main.js"></script></head>
  <body>
    <div id="app">${renderToString(h(App, settings))}</div>
    <script type="application/json" id="settings">${JSON.stringify(settings)}</script>
  </body>
</html>`);
