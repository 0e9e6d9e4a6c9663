// Runs what people do with the package that `cargo xtask package` made. A part of a file's name as argument runs that file
// only.

import { runBeside } from "../e2e/runner.mjs";

await runBeside(import.meta.url, process.argv[2]);
