// Headless Firefox, with a microphone that beeps, driven by WebDriver BiDi.

import puppeteer from "puppeteer-core";
import { closeAll } from "./closing.mjs";
import { startSoundServer } from "./sound-server.mjs";

/** A browser whose person allows the microphone. With `asItComes` it does not show its addresses before. */
export async function launch({ asItComes = false } = {}) {
  const sound = await startSoundServer();
  try {
    const browser = await puppeteer.launch({
      browser: "firefox",
      executablePath: process.env.FIREFOX ?? "/usr/bin/firefox-esr",
      headless: true,
      timeout: 180_000, // As Playwright's: the first start of all reads it from the disk.
      acceptInsecureCerts: true,
      env: { ...process.env, ...sound.environment },
      extraPrefsFirefox: {
        "media.autoplay.default": 0, // Allowed, and so is an AudioContext: it would be here anyway.
        "media.navigator.permission.disabled": true, // To ask the person.
        "media.peerconnection.ice.obfuscate_host_addresses": asItComes,
      },
    });
    return {
      sound,
      open: (url, prepare) => open(browser, url, prepare),
      close: () => closeAll(browser, sound),
    };
  } catch (error) {
    await sound.stop();
    throw error;
  }
}

async function open(browser, url, prepare) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.errors = [];
  page.on("pageerror", (error) => {
    // What it writes to its console about a server that is away comes as an error of the page, too.
    if (!error.message.startsWith("Firefox can’t establish a connection")) page.errors.push(String(error));
  });
  page.context = () => context; // By the name that it has in Playwright.
  if (prepare) await page.evaluateOnNewDocument(prepare);
  await page.goto(url);
  return page;
}
