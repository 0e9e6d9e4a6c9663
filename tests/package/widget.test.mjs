// The element in pages, as each way of building them makes it: every page calls the switchboard's echo without an account,
// and plays its own voice.

import assert from "node:assert/strict";
import { copyFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { startSwitchboard } from "../e2e/switchboard.mjs";
import { blocks } from "../docs/pages.mjs";
import { bundle, copyModule, webpack } from "./builds.mjs";
import { SOUND, hearsItself, openSinging } from "./echo.mjs";
import { project } from "./project.mjs";
import { serve } from "./serve.mjs";

let browser, switchboard;
before(async () => {
  [browser, switchboard] = await Promise.all([launch(), startSwitchboard()]);
});
after(() => closeAll(browser, switchboard));

/** A page of this folder, served with these headers, calls by a press of its button, and hangs up by another. */
async function calls(folder, headers) {
  const site = await serve(folder, headers);
  const page = await openSinging(browser, site.origin);
  const mark = switchboard.said().length;
  try {
    await page.locator("bellwire-call").evaluate((element, server) => { element.server = server; }, switchboard.ws);
    await page.getByRole("button", { name: "Call us" }).click();
    await hearsItself(page, switchboard, "anonymous", mark);
    await page.getByRole("button", { name: "Hang up" }).click();
    await switchboard.logs("echo has let go of anonymous; calls left: 0", mark);
  } finally {
    await page.context().close();
    await site.stop();
  }
}

/** A project whose page has the element, by this script. */
const withElement = (name, script) =>
  project(`widget-${name}`, { "index.html": "page/widget.html", "main.js": `page/${script}.js`, [SOUND.at]: SOUND.from });

/** Calls from what was built, and these files beside it. */
async function callsFromBuilt(folder, ...beside) {
  for (const file of [SOUND.at, ...beside]) await copyFile(join(folder, file), join(folder, "dist", file));
  await calls(join(folder, "dist"));
}

describe("a press of the button calls", () => {
  test("built by Vite, from bellwire/widget", async () => {
    const { folder, tool } = await withElement("vite", "widget");
    await tool("vite/bin/vite.js", "build");
    await callsFromBuilt(folder);
  });

  test("built by webpack, from bellwire/widget", async () => {
    const { folder, tool } = await withElement("webpack", "widget");
    await webpack(tool);
    await callsFromBuilt(folder, "index.html");
  });

  test("built by esbuild, from bellwire/widget, with the module copied to where it is asked for", async () => {
    const { folder, run } = await withElement("esbuild", "widget");
    await bundle(run);
    await copyModule(folder);
    await callsFromBuilt(folder, "index.html");
  });

  test("built by esbuild, from bellwire/widget.js, with nothing to copy", async () => {
    const { folder, run } = await withElement("inline", "widget-inline");
    await bundle(run);
    await callsFromBuilt(folder, "index.html");
  });

  test("with one script tag, without any build", async () => {
    const { folder } = await project("widget-tag", { "index.html": "page/widget-tag.html", [SOUND.at]: SOUND.from });
    await calls(folder);
  });

  test("with one script tag, under the headers of the documentation and no others", async () => {
    const { folder } = await project("widget-headers", { "index.html": "page/widget-tag.html", [SOUND.at]: SOUND.from });
    const documented = blocks().filter(({ page, language }) => page === "docs/headers.md" && language === "http");
    const headers = documented.flatMap(({ text }) => text.split("\n")).map((line) => line.split(": "));
    assert.deepEqual(headers.map(([name]) => name), ["Content-Security-Policy", "Permissions-Policy"]);
    const policy = headers[0][1];
    assert.match(policy, /^default-src 'none';.* wss:\/\/sip\.example\.com$/);
    await calls(folder, { ...Object.fromEntries(headers), [headers[0][0]]: policy.replace("wss://sip.example.com", switchboard.ws) });
  });
});

test("the manifest of custom elements names the parts, slots and members of what is rendered, and no more", async () => {
  const { folder } = await project("widget-manifest", { "index.html": "page/widget-tag.html" });
  const manifest = JSON.parse(await readFile(join(folder, "node_modules/bellwire/custom-elements.json"), "utf8"));
  const { modules: [{ declarations: [element] }] } = manifest;
  const site = await serve(folder);
  const page = await browser.open(site.origin);
  try {
    const rendered = await page.locator("bellwire-call").evaluate(async (rendered) => {
      const { prototype, ...fixed } = Object.getOwnPropertyDescriptors(await customElements.whenDefined("bellwire-call"));
      const values = (name) => [...rendered.shadowRoot.querySelectorAll(name === "part" ? "[part]" : "slot")]
        .map((one) => one.getAttribute(name) ?? "");
      const own = Object.entries(Object.getOwnPropertyDescriptors(prototype.value));
      return {
        cssParts: values("part"),
        slots: values("name"),
        members: own.map(([name, { get, set }]) => [name, get ? "field" : "method", get !== undefined && !set].join()),
        fixed: Object.keys(fixed).filter((name) => typeof fixed[name].value === "function"),
      };
    });
    const sorted = (values) => [...new Set(values)].sort();
    for (const list of ["cssParts", "slots"]) {
      assert.deepEqual(element[list].map(({ name }) => name).sort(), sorted(rendered[list]), list);
    }
    const ofElement = element.members.filter((member) => !member.static);
    assert.deepEqual(
      ofElement.map((member) => [member.name, member.kind, member.readonly ?? false].join()).sort(),
      sorted(rendered.members.filter((name) => !/^constructor|Callback,/.test(name))),
    );
    assert.deepEqual(element.members.filter((member) => member.static).map(({ name }) => name), rendered.fixed);
  } finally {
    await page.context().close();
    await site.stop();
  }
});
