// The package in pages, as each way of building them makes it: every page registers at Kamailio and makes a whole call.

import assert from "node:assert/strict";
import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "../e2e/kamailio.mjs";
import { freePort, startProgram } from "../e2e/processes.mjs";
import { ROOT, project } from "./project.mjs";
import { serve } from "./serve.mjs";

let kamailio, browser;

before(async () => {
  [kamailio, browser] = await Promise.all([startKamailio(), launch()]);
});
after(() => closeAll(browser, kamailio));

/** A project with a page whose script is this one of ours. */
const withPage = (name, script) =>
  project(name, { "index.html": "page/index.html", "talk.js": "page/talk.js", "main.js": `page/${script}.js` });

/** Opens the page; it makes its call, and throws nothing. */
async function talks(origin) {
  const page = await browser.open(`${origin}/?${new URLSearchParams({ server: kamailio.ws, domain: DOMAIN, password: PASSWORD })}`);
  try {
    const said = await page.waitForFunction(() => document.documentElement.dataset.said);
    assert.equal(await said.jsonValue(), "connected, ended by local");
    assert.deepEqual(page.errors, []);
  } finally {
    await page.context().close();
  }
}

/** The same for a folder. */
async function talksFrom(folder) {
  const site = await serve(folder);
  try {
    await talks(site.origin);
  } finally {
    await site.stop();
  }
}

describe("a page calls with the package", () => {
  test("as it is, without any build", async () => talksFrom((await withPage("plain", "plain")).folder));

  test("in Vite's development server", async () => {
    const { folder } = await withPage("vite-dev", "named");
    const port = await freePort();
    const args = [join(ROOT, "node_modules/vite/bin/vite.js"), "--host", "127.0.0.1", "--port", String(port), "--strictPort"];
    const vite = await startProgram(process.execPath, args, { port, cwd: folder });
    try {
      await talks(`http://127.0.0.1:${port}`);
    } finally {
      await vite.stop();
    }
  });

  test("built by Vite, without a line of configuration", async () => {
    const { folder, tool } = await withPage("vite", "named");
    await tool("vite/bin/vite.js", "build");
    await talksFrom(join(folder, "dist"));
  });

  test("built by webpack, without a line of configuration", async () => {
    const { folder, tool } = await withPage("webpack", "named");
    await webpack(tool);
    await copyFile(join(folder, "index.html"), join(folder, "dist/index.html"));
    await talksFrom(join(folder, "dist"));
  });

  test("built by esbuild, with the module copied to where it is asked for", async () => {
    const { folder, run } = await withPage("esbuild", "named");
    await bundle(run);
    await mkdir(join(folder, "dist/core"));
    await copyFile(join(folder, "node_modules/bellwire/core/bellwire_bg.wasm"), join(folder, "dist/core/bellwire_bg.wasm"));
    await copyFile(join(folder, "index.html"), join(folder, "dist/index.html"));
    await talksFrom(join(folder, "dist"));
  });

  test("built by esbuild from the one-file package, with nothing to copy", async () => {
    const { folder, run } = await withPage("inline", "inline");
    await bundle(run);
    await copyFile(join(folder, "index.html"), join(folder, "dist/index.html"));
    assert.deepEqual((await readdir(join(folder, "dist"))).sort(), ["index.html", "main.js"]);
    await talksFrom(join(folder, "dist"));
  });
});

const webpack = (tool) =>
  tool("webpack-cli/bin/cli.js", "--mode", "production", "--entry", "./main.js", "--output-path", "dist");

const bundle = (run) =>
  run(join(ROOT, "node_modules/.bin/esbuild"), "main.js", "--bundle", "--format=esm", "--outdir=dist");

describe("importing bellwire/widget is all that the element needs", () => {
  const ways = {
    Vite: ({ tool }) => tool("vite/bin/vite.js", "build"),
    webpack: ({ tool }) => webpack(tool),
    esbuild: ({ run }) => bundle(run),
  };
  for (const [name, build] of Object.entries(ways)) {
    test(`built by ${name}, which leaves out what nobody needs`, async () => {
      const own = await project(`widget-${name}`, { "index.html": "page/widget.html", "main.js": "page/widget.js" });
      await build(own);
      if (name !== "Vite") await copyFile(join(own.folder, "index.html"), join(own.folder, "dist/index.html"));
      const site = await serve(join(own.folder, "dist"));
      const tab = await browser.open(site.origin);
      try {
        await tab.getByRole("button", { name: "Call us" }).waitFor();
        assert.deepEqual(tab.errors, []);
      } finally {
        await tab.context().close();
        await site.stop();
      }
    });
  }
});

test("a page that Node has rendered with the import in it comes alive in the browser", async () => {
  const { folder, run, tool } = await project("server-rendered", { ".": "server-rendered" });
  const settings = { server: kamailio.ws, account: `sip:carol@${DOMAIN}`, password: PASSWORD };
  const page = await run(process.execPath, "render.js", JSON.stringify(settings));
  assert.match(page, /<button>not registered<\/button>/);
  await writeFile(join(folder, "index.html"), page);
  await tool("vite/bin/vite.js", "build");
  const site = await serve(join(folder, "dist"));
  const tab = await browser.open(site.origin);
  try {
    await tab.waitForFunction(() => document.documentElement.dataset.hydrated);
    await tab.getByRole("button", { name: "not registered" }).click();
    await tab.getByRole("button", { name: "registered", exact: true }).waitFor();
    assert.deepEqual(tab.errors, []);
  } finally {
    await tab.context().close();
    await site.stop();
  }
});
