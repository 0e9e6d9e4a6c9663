// Runs every end-to-end test. A part of a file's name as argument runs that file only.

import { runBeside } from "./runner.mjs";

await runBeside(import.meta.url, process.argv[2]);
