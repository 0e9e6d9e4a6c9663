// The first thing that anybody does: what docs/quick-start.md says, in an empty project.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { after, before, test } from "node:test";
import { blocks, text } from "../docs/pages.mjs";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { startSwitchboard } from "../e2e/switchboard.mjs";
import { SOUND, hearsItself, openSinging } from "./echo.mjs";
import { TARBALL, project } from "./project.mjs";
import { serveByVite } from "./serve.mjs";

const PAGE = "docs/quick-start.md";
/** Where `cargo xtask demo` listens. */
const DEMO = "ws://127.0.0.1:8080/sip";

const [example] = blocks().filter((block) =>
  block.page === PAGE && block.language === "html" && block.text.includes(DEMO));

let browser, switchboard;
before(async () => {
  [browser, switchboard] = await Promise.all([launch(), startSwitchboard()]);
});
after(() => closeAll(browser, switchboard));

test("the tarball lies where the quick start installs it from", () => {
  const [, installed] = text(PAGE).match(/^npm install \.\.\/bellwire\/(\S+)$/m);
  assert.equal(installed, `target/package/${basename(TARBALL)}`);
});

test("its page has ten lines, and in an empty Vite project it calls echo and plays its own voice", async () => {
  assert.equal(example.text.split("\n").length, 10);
  const { folder } = await project("quick-start", { [`public/${SOUND.at}`]: SOUND.from });
  await writeFile(join(folder, "index.html"), example.text.replace(DEMO, switchboard.ws));
  const vite = await serveByVite(folder);
  const page = await openSinging(browser, vite.origin);
  try {
    await page.getByRole("button", { name: "Call echo" }).click();
    await hearsItself(page, switchboard, "alice");
  } finally {
    await page.context().close();
    await vite.stop();
  }
});
