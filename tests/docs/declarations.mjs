// The package's types as tables for docs/api.md: a cell for each name, with its type and what its comment says.

import { readFileSync } from "node:fs";
import ts from "typescript-5.9";

/** What stands in a file of declarations, by kind. */
export function declarations(file) {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const named = new Map(source.statements.filter(({ name }) => name).map((statement) => [statement.name.text, statement]));

  const find = (name) => {
    if (!named.has(name)) throw new Error(`the package has no type ${name}`);
    return named.get(name);
  };
  const isShown = ({ name, modifiers }) =>
    name && !ts.isPrivateIdentifier(name) && !modifiers?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword);
  const members = (name) => {
    const node = find(name);
    return [...(ts.isTypeAliasDeclaration(node) ? node.type.members : node.members)].filter(isShown);
  };

  /** The fields of a type or a class: name, type, default and sentence. */
  const fields = (name) => members(name).filter((member) => !ts.isMethodDeclaration(member)).map((member) => {
    const [what, byDefault = ""] = said(member).split(/ ?Default: (.*)\.$/);
    return { name: member.name.text, type: typeText(member.type), isOptional: Boolean(member.questionToken), byDefault, what };
  });

  /** The methods of a class: how each is called, and what it does. */
  const methods = (name) => members(name).filter(ts.isMethodDeclaration).map((method) => {
    const parameters = method.parameters.map(({ name: own, type, questionToken }) =>
      `${ts.isIdentifier(own) ? own.text : "options"}${questionToken ? "?" : ""}: ${typeText(type)}`);
    return { name: method.name.text, call: `${method.name.text}(${parameters.join(", ")}): ${typeText(method.type)}`, what: said(method) };
  });

  /** The events of a map: name, fields, and what has happened. */
  const events = (map) => members(map).map((member) => {
    const type = typeText(member.type);
    const isOwn = named.has(type);
    return { name: member.name.text, type, fields: isOwn ? fields(type) : [], what: isOwn ? said(find(type)) : said(member) };
  });

  const isExported = ({ modifiers }) => modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  const exportedTypes = source.statements.filter(ts.isExportDeclaration).flatMap(({ exportClause }) => exportClause.elements);
  const exported = [...source.statements.filter(isExported), ...exportedTypes].map(({ name }) => name.text);

  /** The types that are another name for something: a union, a function, a record. */
  const aliases = () => exported.map(find).filter((node) => ts.isTypeAliasDeclaration(node) && !ts.isTypeLiteralNode(node.type))
    .map(({ name, type }) => ({ name: name.text, is: typeText(type) }));

  return { fields, methods, events, aliases, exported };
}

/** A type in one line. */
function typeText(node) {
  return node.getText().replace(/\/\*\*.*?\*\//gs, "").replace(/\s+/g, " ").replace(/; \}/g, " }").replace(/;/g, ",");
}

/** What the comment says, and of each parameter that it says something of. */
function said(node) {
  const [comment] = (node.jsDoc ?? []).slice(-1);
  const sentence = (text) => (ts.getTextOfJSDocComment(text) ?? "").replace(/\s+/g, " ").trim();
  const own = sentence(comment?.comment);
  const tags = (comment?.tags ?? []).filter(ts.isJSDocParameterTag)
    .map((tag) => `\`${tag.name.getText()}\`: ${sentence(tag.comment)}`);
  return [own, ...tags].filter(Boolean).join("<br>");
}
