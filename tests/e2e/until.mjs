// Waiting for what no event tells: what is heard, what a connection has counted (`getStats` has to be asked), what a script that
// is not ours has done. Everything else is waited for by its event.

import { setTimeout as breath } from "node:timers/promises";

/** How long anything in a page may take. */
export const PATIENCE = 20_000;

/** Waits until `check` says yes. */
export async function until(check, patience = PATIENCE) {
  const limit = performance.now() + patience;
  while (!(await check())) {
    if (performance.now() > limit) throw new Error(`waited ${patience} ms`);
    await breath(20);
  }
}
