// Projects of people who use Bellwire: folders of their own with the tarball installed, as npm does it, and the project's
// tools in a folder above.

import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUILD_LIMIT_MS = 240_000;

const { version } = JSON.parse(await readFile(join(ROOT, "www/bellwire/package.json"), "utf8"));
/** What is tested. */
export const TARBALL = process.env.BELLWIRE_TARBALL ?? join(ROOT, `target/package/bellwire-${version}.tgz`);

/** A new project; `files` are sources in this folder by the names they get in the project. */
export async function project(name, files = {}) {
  const folder = join(ROOT, "target/xtask/projects", name);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [to, from] of Object.entries(files)) {
    await cp(fileURLToPath(new URL(from, import.meta.url)), join(folder, to), { recursive: true });
  }
  await writeFile(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  const own = {
    folder,
    /** Runs a program there; what it prints to stdout. */
    async run(program, ...args) {
      const settings = { cwd: folder, timeout: BUILD_LIMIT_MS, env: { ...process.env, NO_COLOR: "1" } };
      const { stdout } = await run(program, args, settings).catch((error) => {
        throw new Error(`${program} ${args.join(" ")} failed:\n${error.stdout}${error.stderr}`, { cause: error });
      });
      return stdout;
    },
    /** Runs a tool that the project's package.json names. */
    tool: (path, ...args) => own.run(process.execPath, join(ROOT, "node_modules", path), ...args),
  };
  /** Lets a TypeScript find fault with these files, strictly and with nothing let pass. */
  own.types = async (tsc, files, options) => {
    const compilerOptions = {
      noEmit: true, strict: true, skipLibCheck: false, target: "es2022", lib: ["es2022", "dom", "dom.iterable"],
      // Nothing of Node's, which lies in a folder above.
      types: [], ...options,
    };
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
    await own.tool(tsc, "--project", "tsconfig.json");
  };
  await own.run("npm", "install", "--offline", "--no-audit", "--no-fund", "--ignore-scripts", TARBALL);
  return own;
}
