// Every block of code in the documentation is run, type-checked or compared with what the tests run; of commands, that they
// exist. A block in a language that nobody checks here fails.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { cp, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { DemoTab } from "../e2e/demo-tab.mjs";
import { startSwitchboard } from "../e2e/switchboard.mjs";
import { TARBALL, project } from "../package/project.mjs";
import { serve } from "../package/serve.mjs";
import { ROOT, anchors, blocks, links } from "./pages.mjs";

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

/** What a bundler knows: where the package's name leads. */
const NAMES = '<script type="importmap">{"imports": {"bellwire": "./bellwire/index.js"}}</script>';

/** A page that loads everything it names, and throws nothing. */
async function loads({ text }) {
  await writeFile(join(own.folder, "index.html"), text.replace("<!doctype html>", `$&${NAMES}`));
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

/** A page that loads, and whose own modules have types. */
async function isPage({ page, line, text }) {
  // Its elements are what their tags say.
  const elements = [...text.matchAll(/<([a-z]\w*) (?:[^>]* )?id="([\w-]+)"/g)].map(([, tag, id]) =>
    `getElementById(id: "${id}"): HTMLElementTagNameMap["${tag}"];`);
  const known = `declare global { interface Document { ${elements.join(" ")} } }`;
  for (const [, module] of text.matchAll(/<script type="module">(.*?)<\/script>/gs)) {
    await hasTypes({ page, line, language: "js", text: `${module}\n${known}` });
  }
  await loads({ text });
}

const HELP = readFileSync(join(ROOT, "xtask/src/arguments.rs"), "utf8");
/** The commands of the help, each with what it takes: options in brackets, and words that are not yet the explanation. */
const COMMANDS = [...HELP.matchAll(/^cargo xtask (\w+)((?: (?:\[.*?\]|[a-z|]+(?= \[| {2})))*)/gm)];
const KINDS = HELP.match(/every proof, or one: (.*)/)[1].split(" ");

/** A command of the help, with nothing after it that it does not take. */
function isOfXtask(line) {
  const [, command, ...words] = line.split(/\s+/).slice(1);
  const usages = COMMANDS.filter(([, name]) => name === command).map(([, , usage]) => usage);
  assert(usages.length > 0, `${line}: there is no such command`);
  const taken = [...usages.join(" ").match(/--\w+|[a-z]+/g) ?? [], ...(command === "test" ? KINDS : [])];
  for (const word of words) {
    assert(taken.includes(word) || (/^\d+$/.test(word) && usages.join(" ").includes(" N")), `${line}: it takes no ${word}`);
  }
}

/** The tarball by the name that `package` gives it, where `package` puts it or where one is. */
function isTarball(path) {
  const [folder, name] = [dirname(path), basename(path)];
  assert.equal(name, basename(TARBALL), path);
  assert(folder === "." || folder.endsWith("target/package"), path);
}

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
      isOfXtask(line);
    } else {
      assert(["npm", "npx", "cp", "mkdir", "cd", "node"].includes(program), `nobody checks \`${line}\``);
      words.filter((word) => word.endsWith(".tgz")).forEach(isTarball);
      for (const path of words.filter((word) => /^(?:\.\/)?(?:tests|docs|www)\//.test(word))) {
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

/**
 * What the switchboard prints, once and in this order, while Alice signs in at the softphone, calls echo, presses 5 and hangs
 * up. Her media may be gone before her BYE is there: then echo says goodbye, too, and has let go before.
 */
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
    const lines = (log) => (log.match(/^\d\d:.*$/gm) ?? []).map((line) => line.replace(/^\d\d:\d\d:\d\d /, ""));
    const inEitherOrder = (all) => [...all.slice(0, -2), ...all.slice(-2).sort()];
    for (const line of lines(text).slice(-2)) await switchboard.logs(line);
    const printed = lines(switchboard.said()).filter((line) => line !== "BYE echo to alice: 200 OK");
    assert.deepEqual(inEitherOrder(printed), inEitherOrder(lines(text)));
  } finally {
    await alice.close();
    await switchboard.stop();
  }
}

const CHECKS = {
  js: hasTypes, ts: hasTypes, html: isPage, sh: canBeTyped, kamailio: isRun, ini: isIni, xml: isXml, opensips: isOpensips,
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
    for (const { page, to, path, anchor } of links()) {
      assert(existsSync(join(ROOT, path)), `${page} links to ${to}`);
      if (anchor !== undefined) assert(anchors(path).includes(anchor), `${page} links to ${to}: there is no such heading`);
    }
  });
});
