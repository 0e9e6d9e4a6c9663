// Headless Chromium, with a microphone that beeps.

import { chromium } from "playwright-core";

const QUIET = [
  "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync", "--disable-quic", "--disable-features=WebRtcHideLocalIpsWithMdns,OptimizationHints,MediaRouter",
];

/** A browser whose person allows the microphone; with `microphone: false`, says no. */
export async function launch({ microphone = true } = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: [
      ...QUIET,
      "--autoplay-policy=no-user-gesture-required",
      "--allow-loopback-in-peer-connection",
      "--ignore-certificate-errors",
      "--use-fake-device-for-media-stream",
      ...(microphone ? ["--use-fake-ui-for-media-stream"] : []), // Else the answer is no.
    ],
  });
  return Object.assign(browser, { open: (url, prepare) => open(browser, url, prepare) });
}

/**
 * A page of its own person: nothing is shared with another one but the browser. `prepare` runs in the page
 * before anything else does.
 */
export async function open(browser, url, prepare) {
  const context = await browser.newContext({ ignoreHTTPSErrors: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on("pageerror", (error) => page.errors.push(String(error)));
  if (prepare) await page.addInitScript(prepare);
  await page.goto(url);
  return page;
}
