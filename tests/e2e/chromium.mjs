// Headless Chromium, with a microphone that beeps.

import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--disable-quic",
];

/** A name of this machine that no browser takes for it. */
export const OTHER_NAME = "elsewhere.test";

const HIDES_ADDRESSES = "WebRtcHideLocalIpsWithMdns";

/**
 * A browser whose person allows the microphone; with `microphone: false`, says no; without `devices` there is none. With
 * `asItComes` it has the manners that people's browsers have, and nobody has allowed anything yet. It takes any certificate,
 * unless it is `careful`.
 *
 * With `loopback` it has candidates there. It must not when it is to meet Firefox, which answers checks from loopback and
 * makes none of its own: Chromium is content with the pair and gathers no other candidate, and Firefox waits for one.
 */
export async function launch({
  microphone = true, devices = true, asItComes = false, careful = false, loopback = !asItComes,
} = {}) {
  const without = ["OptimizationHints", "MediaRouter", ...(asItComes ? [] : [HIDES_ADDRESSES])];
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      ...QUIET,
      `--autoplay-policy=${asItComes ? "document-user-activation-required" : "no-user-gesture-required"}`,
      ...(loopback ? ["--allow-loopback-in-peer-connection"] : []),
      `--disable-features=${without}`,
      ...(careful ? [] : ["--ignore-certificate-errors"]),
      `--host-resolver-rules=MAP ${OTHER_NAME} 127.0.0.1`,
      ...(devices ? ["--use-fake-device-for-media-stream"] : []),
      ...(microphone && !asItComes ? ["--use-fake-ui-for-media-stream"] : []), // Else the answer is no.
    ],
  });
  return Object.assign(browser, {
    async open(url, prepare) {
      const page = await open(browser, url, prepare, careful);
      if (asItComes) page.evaluate = await evaluateUnseen(page);
      return page;
    },
  });
}

/** Runs something in a page without being a person there: Playwright's own way counts as a click. */
async function evaluateUnseen(page) {
  const session = await page.context().newCDPSession(page);
  return async (work, argument) => {
    const expression = `(${work})(${JSON.stringify(argument)})`;
    const { result, exceptionDetails } =
      await session.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  };
}

/**
 * A page of its own person: nothing is shared with another one but the browser. `prepare` runs in the page
 * before anything else does; `settings` are those of Playwright's contexts.
 */
export async function open(browser, url, prepare, careful = false, settings = {}) {
  const context = await browser.newContext({ ignoreHTTPSErrors: !careful, ...settings });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  if (prepare) await page.addInitScript(prepare);
  await page.goto(url);
  return page;
}
