// The package in pages, as each way of building them makes it: every page registers at Kamailio and makes a whole call.

import assert from "node:assert/strict";
import { copyFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "../e2e/kamailio.mjs";
import { bundle, copyModule, webpack } from "./builds.mjs";
import { project } from "./project.mjs";
import { serve, serveByVite } from "./serve.mjs";

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
    const vite = await serveByVite(folder);
    try {
      await talks(vite.origin);
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
    await copyModule(folder);
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
