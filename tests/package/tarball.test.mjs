// What is in the tarball, and what the tools that judge packages say of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import ts from "typescript-5.9";
import { TARBALL, project } from "./project.mjs";

let own, folder;
before(async () => {
  own = await project("tarball");
  folder = join(own.folder, "node_modules/bellwire");
});

const read = (name) => readFile(join(folder, name), "utf8");

test("what is exported is there, and types come first", async () => {
  const { exports } = JSON.parse(await read("package.json"));
  for (const [name, target] of Object.entries(exports)) {
    if (typeof target === "object") assert.equal(Object.keys(target)[0], "types", name);
    for (const path of typeof target === "string" ? [target] : Object.values(target)) await readFile(join(folder, path));
  }
});

test("it holds what a page loads, the types, the licences and a README, and nothing of the workshop", async () => {
  const listed = (await own.run("tar", "--list", "--file", TARBALL)).trim().split("\n");
  const files = listed.map((path) => path.replace(/^package\//, "")).filter((name) => !name.endsWith(".js"));
  assert.deepEqual(files.sort(), [
    "LICENSE-APACHE", "LICENSE-MIT", "README.md", "core/bellwire_bg.wasm", "custom-elements.json", "index.d.ts", "inline.d.ts", "package.json",
    "widget.d.ts", "widget/index.d.ts",
  ]);
});

test("the types never speak of what is inside", async () => {
  for (const name of ["index.d.ts", "widget/index.d.ts"]) {
    const types = await read(name);
    assert.doesNotMatch(types, /\b(?:MediaHost|CoreModule|CoreEvent|Command|WebAssembly|import\()/, name);
  }
});

test("the types name every method that there is, and no other", async () => {
  const source = ts.createSourceFile("index.d.ts", await read("index.d.ts"), ts.ScriptTarget.Latest);
  const bellwire = await import(join(folder, "index.js"));
  for (const name of ["Phone", "Call", "SipError"]) {
    const node = source.statements.find((statement) => ts.isClassDeclaration(statement) && statement.name.text === name);
    const declared = node.members.map((member) => (ts.isConstructorDeclaration(member) ? "constructor" : member.name.text));
    const { prototype } = bellwire[name];
    const own = new Set(Object.getOwnPropertyNames(prototype));
    if (name === "SipError") for (const field of Object.keys(new bellwire.SipError("busy"))) own.add(field);
    own.delete("name");
    assert.deepEqual(new Set(declared.filter((member) => !member.startsWith("#")).sort()), new Set([...own].sort()), name);
  }
});

/** What the types are made with, and what nobody has to name. */
const PLUMBING = {
  "index.d.ts": ["CallEventTarget", "Listen", "Listener", "PhoneEventTarget", "TypedEventTarget"],
  "widget/index.d.ts": ["Base", "TalkState", "en"],
};

test("an application can name every type that the types speak of", async () => {
  for (const [file, plumbing] of Object.entries(PLUMBING)) {
    const { statements } = ts.createSourceFile(file, await read(file), ts.ScriptTarget.Latest);
    const declared = statements.flatMap((statement) => statement.name ?? statement.declarationList?.declarations.map(({ name }) => name) ?? []);
    const exported = statements.flatMap((statement) =>
      statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ? statement.name
        : ts.isExportDeclaration(statement) ? statement.exportClause.elements.map(({ name }) => name) : []);
    const texts = new Set(exported.map(({ text }) => text));
    assert.deepEqual(declared.map(({ text }) => text).filter((name) => name !== "global" && !texts.has(name)).sort(), plumbing, file);
  }
});

test("the manifest of custom elements names the attributes, custom properties and states that there are, and no more", async () => {
  const { modules: [{ declarations: [element] }] } = JSON.parse(await read("custom-elements.json"));
  const names = (list) => element[list].map(({ name }) => name).sort();
  const source = (await Promise.all(["element", "keypad", "panel", "style"].map((name) => read(`widget/${name}.js`)))).join("\n");
  const found = (pattern) => [...new Set([...source.matchAll(pattern)].map(([, name]) => name))].sort();
  assert.deepEqual(names("cssProperties"), found(/var\((--bellwire-call-[\w-]+)/g));
  const own = new Set(found(/[gs]etAttribute\("([\w-]+)"/g).filter((name) => !name.startsWith("aria-")));
  for (const name of own) assert(names("attributes").includes(name), `the element has an attribute ${name}`);
  assert.deepEqual(names("attributes").filter((name) => !own.has(name)), ["lang"], "what every element has");
  const [, states] = (await read("widget/index.d.ts")).match(/\btype TalkState = ([^;]+);/);
  assert.deepEqual(names("cssStates"), ["idle", ...states.split(" | ").map((state) => JSON.parse(state))].sort());
});

test("publint finds nothing to say", async () => {
  const said = await own.tool("publint/src/cli.js", "run", TARBALL, "--strict");
  assert.match(said, /All good!/);
});

test("are the types wrong? No", async () => {
  // JSON, because its tables are others in another terminal, in colour, or where `CI` is set.
  const said = await own.tool("@arethetypeswrong/cli/dist/index.js", TARBALL, "--profile", "esm-only", "--format", "json",
    "--exclude-entrypoints", "bellwire_bg.wasm");
  const { analysis: { entrypoints }, problems } = JSON.parse(said);
  const found = Object.entries(entrypoints).flatMap(([name, { resolutions }]) =>
    ["node16-esm", "bundler"].filter((kind) => resolutions[kind].resolution).map((kind) => `${name} ${kind}`));
  assert.deepEqual(found, [".", "./inline", "./widget", "./widget.js", "./package.json"].flatMap((name) => [`${name} node16-esm`, `${name} bundler`]));
  // Whoever requires it gets no CommonJS, which the profile lets pass.
  assert.deepEqual(Object.keys(problems), ["CJSResolvesToESM"]);
});
