// The types of the package, one file for each thing that can be imported: what tsc writes of the JSDoc, without what
// nobody can reach from there. The arguments are the folder that tsc wrote into and that of the package.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ts from "typescript-5.9";

/** In this order: what an earlier one exports is imported by a later one, and never declared twice. */
const ENTRIES = ["index.d.ts", "widget/index.d.ts"];

/** What an entry adds to the types of every page. */
const GLOBAL = {
  "widget/index.d.ts": `declare global {
    interface HTMLElementTagNameMap {
        "bellwire-call": BellwireCall;
    }
    interface HTMLElementEventMap {
        "bellwire-call:state": CustomEvent<StateEventDetail>;
        "bellwire-call:error": CustomEvent<ErrorEventDetail>;
    }
    interface DocumentEventMap {
        "bellwire-call:state": CustomEvent<StateEventDetail>;
        "bellwire-call:error": CustomEvent<ErrorEventDetail>;
    }
}`,
};

const [emitted, folder] = process.argv.slice(2);
const files = ENTRIES.map((entry) => join(emitted, entry));
const program = ts.createProgram(files, {
  lib: ["lib.es2022.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  strict: true,
  types: [],
});
const checker = program.getTypeChecker();

/** What the entries that are written export: each with the entry and the name there. */
const exported = new Map();

for (const [at, entry] of ENTRIES.entries()) {
  const path = join(folder, entry);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, written(entry, program.getSourceFile(files[at])));
}

// The one-file package is the same thing in another shape.
writeFileSync(join(folder, "inline.d.ts"), 'export * from "./index.js";\n');
// The element in one file defines it and exports nothing.
writeFileSync(join(folder, "widget.d.ts"), 'import "./widget/index.js";\n');

/** The text of an entry: what it exports, and what that needs. */
function written(entry, source) {
  const names = new Map();
  const needed = [];
  const need = (symbol, name = symbol.name) => {
    if (names.has(symbol)) return names.get(symbol);
    assert(![...names.values()].includes(name), `${entry}: two different things are called ${name}`);
    names.set(symbol, name);
    needed.push(symbol);
    return name;
  };
  const own = new Set();
  /** The classes that nobody can make there, since only their type is exported. */
  const named = new Set();
  for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(source))) {
    const what = resolved(symbol);
    own.add(what);
    need(what, symbol.name);
    if (what.flags & ts.SymbolFlags.Class && isTypeOnly(symbol)) named.add(what);
  }
  const parts = [];
  const imports = [];
  const passedOn = [];
  for (const symbol of needed) {
    const from = exported.get(symbol);
    if (from) (own.has(symbol) ? passedOn : imports).push({ ...from, as: names.get(symbol) });
    else {
      const standing = named.has(symbol) ? "named" : own.has(symbol) ? "exported" : "needed";
      parts.push(...symbol.declarations.map((node) => declared(node, standing, need)));
    }
  }
  for (const symbol of own) if (!exported.has(symbol)) exported.set(symbol, { entry, name: names.get(symbol) });
  const links = [["import type", imports], ["export", passedOn]].flatMap(([word, list]) =>
    list.map(({ entry: other, name, as }) =>
      `${word} { ${name === as ? name : `${name} as ${as}`} } from "${specifier(entry, other)}";`));
  if (named.size > 0) links.push(`export type { ${[...named].map((symbol) => names.get(symbol)).join(", ")} };`);
  return [...links, ...parts, GLOBAL[entry], "export {};"].filter(Boolean).join("\n\n") + "\n";
}

/**
 * A declaration as it stands alone in a file: other things are called by their names. It is "exported", or a class of which
 * only the type is ("named"), or "needed" by one of these.
 */
function declared(node, standing, need) {
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  const source = statement.getSourceFile();
  const edits = [];
  const visit = (inner) => {
    if (ts.isTypeOperatorNode(inner) && inner.operator === ts.SyntaxKind.KeyOfKeyword && ts.isTypeQueryNode(inner.type)) {
      const names = checker.typeToString(checker.getTypeFromTypeNode(inner), undefined, ts.TypeFormatFlags.NoTruncation);
      edits.push([inner.getStart(), inner.end, names]);
      return;
    }
    if (ts.isImportTypeNode(inner)) {
      assert(inner.qualifier && !inner.isTypeOf, `what is ${inner.getText()}?`);
      edits.push([inner.getStart(), inner.qualifier.end, need(resolved(checker.getSymbolAtLocation(inner.qualifier)))]);
      inner.typeArguments?.forEach(visit);
      return;
    }
    if (ts.isConstructorDeclaration(inner) && (standing === "named" || isInternal(inner))) {
      edits.push([inner.getStart(), inner.end, "private constructor();"]);
      return;
    }
    if (ts.isIdentifier(inner)) {
      const symbol = checker.getSymbolAtLocation(inner);
      if (symbol && inner !== node.name && isOurs(symbol)) {
        edits.push([inner.getStart(), inner.end, need(resolved(symbol))]);
      }
    }
    ts.forEachChild(inner, visit);
  };
  visit(statement);
  const documented = (inner) => {
    const own = inner.jsDoc ?? [];
    if (own.length > 0) {
      const text = spoken(source.text.slice(own.at(-1).pos, own.at(-1).end));
      const space = source.text.slice(own.at(-1).end, inner.getStart());
      edits.push([own[0].pos, inner.getStart(), text && text + space]);
    }
    ts.forEachChild(inner, documented);
  };
  documented(statement);
  const modifiers = statement.modifiers ?? [];
  for (const modifier of modifiers) edits.push([modifier.getStart(), modifier.end + 1, ""]);
  const isType = ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement);
  edits.push([statement.getStart(), statement.getStart(), `${standing === "exported" ? "export " : ""}${isType ? "" : "declare "}`]);
  return edited(source.text, statement.getStart(source, true), statement.end, edits);
}

/** Only the package itself may call it. */
function isInternal(node) {
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === "internal");
}

/** Whether a name that is exported is a type alone and no value: a typedef that names a class of another file. */
function isTypeOnly(symbol) {
  return symbol.declarations.every((node) => ts.isTypeAliasDeclaration(node));
}

/** A comment with what it tells a person; the types stand beside it. */
function spoken(comment) {
  const lines = comment.split("\n");
  if (lines.length === 1) return comment.startsWith("/** @") ? "" : comment;
  const tag = lines.findIndex((line) => /^\s*\* @/.test(line));
  const text = lines.slice(1, tag < 0 ? -1 : tag);
  while (/^\s*\*$/.test(text.at(-1) ?? "")) text.pop();
  const told = tag < 0 ? [] : lines.slice(tag, -1).join("\n").split(/\n(?=\s*\* @)/)
    .map((one) => one.replace(/@(\w+) \{(?:[^{}]|\{[^{}]*\})*\}/, "@$1"))
    .filter((one) => /@(param \S+|returns) \S/.test(one));
  if (text.length + told.length === 0) return "";
  if (text.length === 1 && told.length === 0) return text[0].replace(/^\s*\*/, "/**") + " */";
  const gap = text.length > 0 && told.length > 0 ? [text[0].replace(/\*.*/, "*")] : [];
  return [lines[0], ...text, ...gap, ...told, lines.at(-1)].join("\n");
}

/** Whether it is declared at the top of one of the files that tsc wrote. */
function isOurs(symbol) {
  const [node] = resolved(symbol).declarations ?? [];
  if (!node || node.getSourceFile().fileName.includes("/node_modules/")) return false;
  const statement = ts.isVariableDeclaration(node) ? node.parent.parent : node;
  return ts.isSourceFile(statement.parent);
}

/** What a name stands for in the end, through every file that passes it on. */
function resolved(symbol) {
  if (symbol.flags & ts.SymbolFlags.Alias) return resolved(checker.getAliasedSymbol(symbol));
  const [node] = symbol.declarations ?? [];
  const passesOn = node && ts.isTypeAliasDeclaration(node) && !node.typeParameters && ts.isImportTypeNode(node.type)
    && node.type.qualifier && !node.type.typeArguments;
  return passesOn ? resolved(checker.getSymbolAtLocation(node.type.qualifier)) : symbol;
}

/** A part of a text with these places changed; of two at one place the shorter comes first. */
function edited(text, start, end, edits) {
  let [result, at] = ["", start];
  for (const [from, to, replacement] of edits.sort((one, two) => one[0] - two[0] || one[1] - two[1])) {
    result += text.slice(at, from) + replacement;
    at = to;
  }
  return result + text.slice(at, end);
}

/** How one file of the package names another. */
function specifier(from, to) {
  const path = relative(dirname(from), to).replace(/\.d\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
