// docs/api.md says of every option, method, event and type what the package's types say of it, and of no other, and so does
// the package's README of the options. `BELLWIRE_WRITE=1` writes their tables anew.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, test } from "node:test";
import { project } from "../package/project.mjs";
import { declarations } from "./declarations.mjs";
import { ROOT, text } from "./pages.mjs";

const PAGE = "docs/api.md";
const README = "www/bellwire/README.md";

const code = (words) => `\`${words.replaceAll("|", "\\|")}\``;
const row = (...cells) => `| ${cells.join(" | ")} |\n`;

let types;
before(async () => {
  const { folder } = await project("api");
  types = declarations(join(folder, "node_modules/bellwire/index.d.ts"));
});

const options = (name) => () => types.fields(name).map(({ name: option, type, isOptional, byDefault, what }) =>
  row(code(option), code(type), isOptional ? byDefault || "–" : "required", what));

const properties = (name) => () => types.fields(name).map(({ name: property, type, isOptional, what }) =>
  row(code(property), isOptional ? `${code(type)}, or absent` : code(type), what));

const methods = (name) => () => types.methods(name).map(({ call, what }) => row(code(call), what));

const events = (map) => () => types.events(map).map(({ name, fields, what }) =>
  row(code(name), what, fields.map((field) => `${code(field.name)}, ${code(field.type)}: ${field.what}`).join("<br>") || "–"));

/** All but the kinds of errors, which have a page of their own. */
const aliases = () => types.aliases().filter(({ name }) => name !== "SipErrorKind").map(({ name, is }) => row(code(name), code(is)));

/** What makes the rows under a heading. */
const TABLES = {
  "Options": options("PhoneOptions"),
  "Timers": options("Timers"),
  "Limits": options("Limits"),
  "Methods of a phone": methods("Phone"),
  "Events of a phone": events("PhoneEventMap"),
  "Properties of a call": properties("Call"),
  "Methods of a call": methods("Call"),
  "Events of a call": events("CallEventMap"),
  "SipError": properties("SipError"),
  "Types": aliases,
  "Remote": properties("Remote"),
  "CallEnd": properties("CallEnd"),
  "About": properties("About"),
  "Challenge": properties("Challenge"),
  "Devices": properties("Devices"),
  "Device": properties("Device"),
};

/** A part of the page, from its heading to the next, with these rows in its table. */
function filled(part, rows) {
  const table = /^(\|.*\n\| --- .*\n)(?:\|.*\n)*/m;
  assert.match(part, table, `no table below ${part.split("\n", 1)}`);
  return part.replace(table, (_, head) => head + rows.join(""));
}

/** The page with what the package has in its tables; of these headings there is one each. */
function written(page, headings) {
  const left = new Set(headings);
  const right = text(page).split(/^(?=#+ )/m).map((part) => {
    const [, heading] = part.match(/^#+ (.*)\n/);
    return left.delete(heading) ? filled(part, TABLES[heading]()) : part;
  }).join("");
  assert.deepEqual([...left], [], "these have no heading");
  return right;
}

for (const [page, headings] of [[PAGE, Object.keys(TABLES)], [README, ["Options"]]]) {
  test(`the tables of ${page} have what the package has, and nothing else`, () => {
    const right = written(page, headings);
    if (process.env.BELLWIRE_WRITE) writeFileSync(join(ROOT, page), right);
    else assert.equal(text(page), right, `BELLWIRE_WRITE=1 cargo xtask test docs writes ${page} anew`);
  });
}

test("the package's README names every method and event, and kinds that there are", () => {
  const readme = text(README);
  const names = ["Phone", "Call"].flatMap((name) => types.methods(name)).concat(["PhoneEventMap", "CallEventMap"].flatMap((map) => types.events(map)));
  for (const { name } of names) assert(readme.includes(`\`${name}\``), name);
  const [kinds] = readme.match(/^The kinds to expect first:[^]*?\n\n/m);
  const { is } = types.aliases().find(({ name }) => name === "SipErrorKind");
  for (const [, kind] of kinds.matchAll(/`([a-z]\w+)`/g)) assert(is.includes(`"${kind}"`), kind);
});

test("everything in its tables is said in a sentence", () => {
  for (const name of ["PhoneOptions", "Timers", "Limits", "Call", "SipError", "Remote", "CallEnd", "About", "Challenge", "Devices", "Device"]) {
    for (const field of types.fields(name)) assert.match(field.what, /\.$/, `${name}.${field.name}`);
  }
  for (const name of ["Phone", "Call"]) for (const { name: method, what } of types.methods(name)) assert.match(what, /\.$/, method);
  for (const map of ["PhoneEventMap", "CallEventMap"]) {
    for (const { name, what, fields } of types.events(map)) {
      for (const said of [what, ...fields.map((field) => field.what)]) assert.match(said, /\.$/, name);
    }
  }
});

test("the page names every type that can be imported", () => {
  const page = text(PAGE);
  const isSaid = (name) => page.includes(`\`${name}\``) || new RegExp(`^#+ ${name}$`, "m").test(page);
  const unsaid = types.exported.filter((name) => !isSaid(name) && !/Event$/.test(name));
  assert.deepEqual(unsaid, []);
});

test("the defaults that are numbers are those of the core", () => {
  const read = (path) => readFileSync(join(ROOT, path), "utf8");
  const [config, limits] = [read("src/ua/config.rs"), read("src/message/split.rs")];
  const number = (source, pattern) => String(source.match(pattern)[1].split("*").reduce((product, factor) => product * Number(factor.replaceAll("_", "")), 1));
  const expected = {
    expires: number(config, /const EXPIRES: u32 = ([\d_]+);/),
    gathering: number(config, /const GATHERING: u32 = ([\d_]+);/),
    ringLimit: number(config, /const RING_LIMIT: u32 = ([\d_]+);/),
    ...Object.fromEntries(["opening", "pong", "retry"].map((name) => [name, number(config, new RegExp(`Self \\{.*\\b${name}: (\\d+)`))])),
    ...Object.fromEntries(["message", "headers", "line"].map((name) => [name, number(limits, new RegExp(`Self \\{.*\\b${name}: ([\\d *_]+)`))])),
  };
  const found = ["PhoneOptions", "Timers", "Limits"].flatMap((name) => types.fields(name))
    .map(({ name, byDefault }) => [name, byDefault.replaceAll("`", "")]).filter(([, byDefault]) => /^\d+$/.test(byDefault));
  assert.deepEqual(Object.fromEntries(found), expected);
});
