// The pages that people read: the README of the project and of the package, and everything in docs.

import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

const docs = readdirSync(join(ROOT, "docs"), { recursive: true }).filter((name) => name.endsWith(".md")).sort();

/** By their paths below the root. */
export const PAGES = ["README.md", "CONTRIBUTING.md", "www/bellwire/README.md", ...docs.map((name) => join("docs", name))];

export const text = (page) => readFileSync(join(ROOT, page), "utf8");

/** Every fenced block: where it stands, its language and its text. */
export function blocks() {
  return PAGES.flatMap((page) => {
    const found = [];
    let block = null;
    for (const [at, line] of text(page).split("\n").entries()) {
      const fence = line.match(/^```(\S*)/);
      if (!fence) block?.lines.push(line);
      else if (block) {
        found.push({ page, line: block.line, language: block.language, text: block.lines.join("\n") });
        block = null;
      } else block = { line: at + 1, language: fence[1], lines: [] };
    }
    if (block) throw new Error(`${page}:${block.line}: the block has no end`);
    return found;
  });
}

/** The rows of the table under a heading, each a list of its cells. */
export function rows(page, heading) {
  const [, below] = text(page).split(`\n## ${heading}\n`);
  if (below === undefined) throw new Error(`${page} has no heading “${heading}”`);
  const table = below.split("\n## ")[0].split("\n").filter((line) => line.startsWith("|")).slice(2);
  return table.map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

/** Every link to something of ours, and every picture: the file, and the heading in it. */
export function links() {
  return PAGES.flatMap((page) =>
    [...prose(page).matchAll(/\]\((?!https?:)([^)\s]+)\)|<img src="([^"]+)"/g)].map(([, link, picture]) => {
      const [file, anchor] = (link ?? picture).split("#");
      return { page, to: link ?? picture, path: file ? relative(ROOT, join(ROOT, page, "..", file)) : page, anchor };
    }));
}

/** What the headings of a page are called in links, as GitHub makes it of their words; a second one of a name is counted. */
export function anchors(page) {
  const times = new Map();
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => {
    const name = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(" ", "-");
    const before = times.get(name) ?? 0;
    times.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
}

/** A page without its blocks of code. */
const prose = (page) => text(page).replace(/^```.*?^```/gms, "");
