// The clock of a page, by which a test waits for nothing and is late for nothing.

/** Where a clock stops, ahead of it, in milliseconds: that it gets there before the time does. */
const AHEAD = 10_000;

/** Winds the clock of a page on a little; then it stands still, unless it is wound on. */
export async function stopClock(page) {
  await page.clock.pauseAt((await page.evaluate(() => Date.now())) + AHEAD);
}
