// What pages are looked at with, by whoever sees them and by whoever does not: two screens, a finger, a folder for the pictures
// and axe-core.

import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/** The pictures are for people to look at. */
export const SCREENSHOTS = fileURLToPath(new URL("../../target/screenshots/", import.meta.url));
await mkdir(SCREENSHOTS, { recursive: true });

export const SIZES = { phone: { width: 360, height: 740 }, desktop: { width: 1440, height: 900 } };

/** What a finger needs, in CSS pixels: so high are buttons, fields and rows. */
export const FINGER = 44;

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Brings axe-core into a page. */
export const bringAxe = (page) => page.evaluate(AXE);

/** What axe-core finds wrong in the page, and by which rules it found nothing wrong. */
export const axe = (page) => page.evaluate(async () => {
  const { violations, passes } = await globalThis.axe.run({ resultTypes: ["violations"] });
  return {
    violations: violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`),
    passes: passes.map(({ id }) => id),
  };
});
