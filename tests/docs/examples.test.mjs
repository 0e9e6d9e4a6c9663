// Every block of code in the documentation is run, type-checked or compared with what the tests run. A block in a language
// that nobody checks here fails.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { DemoTab } from "../e2e/demo-tab.mjs";
import { startSwitchboard } from "../e2e/switchboard.mjs";
import { project } from "../package/project.mjs";
import { serve } from "../package/serve.mjs";
import { ROOT, blocks, links } from "./pages.mjs";

let own, browser;

before(async () => {
  [own, browser] = await Promise.all([project("docs", { "given.d.ts": "../docs/given.d.ts" }), launch()]);
  // Pages without a bundler have the package where they like.
  await cp(join(own.folder, "node_modules/bellwire"), join(own.folder, "bellwire"), { recursive: true });
});
after(() => closeAll(browser));

/** A module in TypeScript's eyes, since the plainest JavaScript is that, too. */
async function hasTypes({ page, line, language, text }) {
  const file = `${page.replace(/\W/g, "-")}-${line}.ts`;
  await writeFile(join(own.folder, file), `${text}\nexport {};\n`);
  // Who writes JavaScript is not asked what happens where an element is missing.
  const options = { module: "esnext", moduleResolution: "bundler", strictNullChecks: language === "ts" };
  await own.types("typescript/bin/tsc", ["given.d.ts", file], options);
}

/** A page that loads everything it names, and throws nothing. */
async function loads({ text }) {
  await writeFile(join(own.folder, "index.html"), text);
  const site = await serve(own.folder);
  const tab = await browser.open("about:blank");
  const troubles = [];
  try {
    tab.on("requestfailed", (request) => troubles.push(`${request.url()} was not loaded`));
    tab.on("response", (response) => response.ok() || troubles.push(`${response.url()}: ${response.status()}`));
    tab.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    await tab.goto(`${site.origin}/index.html`, { waitUntil: "load" });
    const undefinedOnes = await tab.evaluate(() =>
      [...document.querySelectorAll(":not(:defined)")].map(({ localName }) => localName));
    assert.deepEqual(undefinedOnes, [], "every element is defined");
    assert.deepEqual([...troubles, ...tab.errors], []);
  } finally {
    await tab.context().close();
    await site.stop();
  }
}

const HELP = readFileSync(join(ROOT, "xtask/src/arguments.rs"), "utf8");

/** Commands that exist: of cargo xtask, the fuzzer's, of npm and Node; and files that are here. */
async function canBeTyped({ text }) {
  const lines = text.replaceAll("\\\n", " ").split("\n").map((line) => line.replace(/\s+#.*/, "").trim());
  for (const line of lines.filter(Boolean)) {
    const [program, ...words] = line.split(/\s+/);
    if (program === "cargo" && words[0] === "run") {
      assert(existsSync(join(ROOT, "fuzz/fuzz_targets", `${words[words.indexOf("--bin") + 1]}.rs`)), line);
      for (const path of words.filter((word) => word.startsWith("../"))) assert(existsSync(join(ROOT, "fuzz", path)), line);
    } else if (program === "cargo") {
      assert.equal(words[0], "xtask", line);
      const command = words[1] === "test" && words[2] ? words[2] : words[1];
      assert.match(HELP, new RegExp(`\\b${command}\\b`), line);
    } else {
      assert(["npm", "npx", "cp", "mkdir", "cd", "node"].includes(program), `nobody checks \`${line}\``);
      for (const path of words.filter((word) => /^(?:\.\/)?(?:tests|docs|www|target)\//.test(word))) {
        assert(existsSync(join(ROOT, path)), `${line}: there is no ${path}`);
      }
    }
  }
}

/** A part of the configuration that the end-to-end tests run. */
function isRun({ text }) {
  const config = readFileSync(join(ROOT, "tests/e2e/kamailio.cfg"), "utf8");
  assert(config.includes(text.trim()), "it stands so in tests/e2e/kamailio.cfg");
}

/** Sections with options. */
function isIni({ text }) {
  for (const line of text.split("\n")) assert.match(line, /^(?:;.*|\[[\w-]+\](?:\(!\))?|\w+ ?=>? ?\S.*)?$/, line);
}

async function isXml({ text }) {
  const tab = await browser.open("about:blank");
  const problem = await tab.evaluate((source) =>
    new DOMParser().parseFromString(`<x>${source}</x>`, "application/xml").querySelector("parsererror")?.textContent, text);
  await tab.context().close();
  assert.equal(problem, undefined);
}

/** Assignments, modules and their parameters, as the first lines of a script have them. */
function isOpensips({ text }) {
  const known = /^(?:#.*|socket=\w+:\S+|loadmodule "\w+\.so"|modparam\("\w+", "\w+", (?:\d+|"[^"]*")\))?$/;
  for (const line of text.split("\n")) assert.match(line, known, line);
}

/** Lines of headers. */
function isHttp({ text }) {
  for (const line of text.split("\n")) assert.match(line, /^[A-Z][\w-]+: \S.*$/, line);
}

/** What the switchboard prints while Alice signs in at the softphone, calls echo, presses 5 and hangs up. */
async function isPrinted({ text }) {
  const switchboard = await startSwitchboard();
  const alice = await DemoTab.open(browser, switchboard.demo);
  try {
    await alice.be("Alice");
    await alice.callNumber("echo");
    await switchboard.logs("echo hears alice");
    await alice.click("Keypad");
    await alice.click("5");
    await switchboard.logs("alice pressed 5 in the call with echo");
    await alice.click("Hang up");
    await switchboard.logs("echo has let go of alice; calls left: 0");
    const lines = (log) => (log.match(/^\d\d:.*$/gm) ?? []).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
    assert.deepEqual(lines(switchboard.said()), lines(text));
  } finally {
    await alice.close();
    await switchboard.stop();
  }
}

const CHECKS = {
  js: hasTypes, ts: hasTypes, html: loads, sh: canBeTyped, kamailio: isRun, ini: isIni, xml: isXml, opensips: isOpensips,
  http: isHttp, log: isPrinted,
};

describe("what stands in the documentation is so", () => {
  for (const block of blocks()) {
    test(`${block.page}:${block.line}, ${block.language || "without a language"}`, async () => {
      const check = CHECKS[block.language];
      assert(check, `nobody checks blocks in “${block.language}”`);
      await check(block);
    });
  }

  test("every link leads to something", () => {
    for (const { page, to, path } of links()) assert(existsSync(join(ROOT, path)), `${page} links to ${to}`);
  });
});
