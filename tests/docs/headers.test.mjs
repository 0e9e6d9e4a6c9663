// docs/headers.md, row by row: with all of them a page makes its call, and without one it fails as the row says.

import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { launch } from "../e2e/chromium.mjs";
import { closeAll } from "../e2e/closing.mjs";
import { DOMAIN, PASSWORD, startKamailio } from "../e2e/kamailio.mjs";
import { project } from "../package/project.mjs";
import { serve } from "../package/serve.mjs";
import { rows } from "./pages.mjs";

const PAGE = "docs/headers.md";
const CALLS = "connected, ended by local";
/** Stands in the documentation for everybody's own server. */
const SERVER = "wss://sip.example.com";

const plain = (cell) => cell.replaceAll("`", "");

let kamailio, browser, folders;

before(async () => {
  const page = (script) => ({ "index.html": "page/index.html", "talk.js": "page/talk.js", "main.js": `page/${script}` });
  const [separate, inline] = [await project("headers", page("plain.js")), await project("headers-inline", page("plain.js"))];
  await writeFile(join(inline.folder, "main.js"),
    'import * as bellwire from "./node_modules/bellwire/inline.js";\nimport { talk } from "./talk.js";\nvoid talk(bellwire);\n');
  folders = { separate: separate.folder, inline: inline.folder };
  [kamailio, browser] = await Promise.all([startKamailio(), launch()]);
});
after(() => closeAll(browser, kamailio));

const query = () => new URLSearchParams({ server: kamailio.ws, domain: DOMAIN, password: PASSWORD });

/** What a page says that is served with these headers; nothing, if its script is not run. */
async function said(headers, { folder = folders.separate, wrap } = {}) {
  const [site, around] = [await serve(folder, headers), wrap && (await serve(folders.separate))];
  const tab = await browser.open("about:blank");
  try {
    const address = `${site.origin}/?${query()}`;
    let frame = tab.mainFrame();
    if (wrap) {
      await writeFile(join(folders.separate, "around.html"), wrap(address));
      // Another name for this machine is another origin.
      await tab.goto(`${around.origin.replace("127.0.0.1", "localhost")}/around.html`);
      frame = tab.frames()[1];
    } else {
      const blocked = new Promise((resolve) => {
        tab.on("console", (message) => /script.*violates/i.test(message.text()) && resolve("nothing runs"));
      });
      await tab.goto(address);
      return await Promise.race([blocked, words(frame)]);
    }
    return await words(frame);
  } finally {
    await tab.context().close();
    await Promise.all([site.stop(), around?.stop()]);
  }
}

const words = async (frame) => (await frame.waitForFunction(() => document.documentElement.dataset.said)).jsonValue();

/** The sources of each directive, in the words of the table. */
function policy(sources) {
  const directives = {};
  for (const [directive, source] of sources) (directives[directive] ??= []).push(source);
  const all = Object.entries(directives).map(([directive, list]) => `; ${directive} ${list.join(" ")}`);
  return { "Content-Security-Policy": `default-src 'none'${all.join("")}`.replaceAll(SERVER, kamailio.ws) };
}

describe("Content-Security-Policy", () => {
  const table = rows(PAGE, "Content-Security-Policy").map(([directive, source, , without]) =>
    ({ source: [plain(directive), plain(source)], without: plain(without) }));
  const all = table.map(({ source }) => source);

  test("with what the table names and nothing else, a page makes its call", async () => {
    assert.equal(await said(policy(all)), CALLS);
  });

  for (const { source, without } of table) {
    test(`without ${source.join(" ")}: ${without}`, async () => {
      const found = await said(policy(all.filter((one) => one !== source)));
      assert.equal(found.split(":")[0], without, found);
    });
  }

  test("the one-file package fetches no module", async () => {
    const sources = all.filter(([directive, source]) => !(directive === "connect-src" && source === "'self'"));
    assert.equal(sources.length, all.length - 1);
    assert.equal(await said(policy(sources), { folder: folders.inline }), CALLS);
  });

  test("it works where scripts may only make trusted types", async () => {
    const { "Content-Security-Policy": value } = policy(all);
    assert.equal(await said({ "Content-Security-Policy": `${value}; require-trusted-types-for 'script'; trusted-types 'none'` }), CALLS);
  });
});

describe("Permissions-Policy", () => {
  for (const [value, , effect] of rows(PAGE, "Permissions-Policy")) {
    test(`${plain(value)}: ${plain(effect)}`, async () => {
      const found = await said({ "Permissions-Policy": plain(value) });
      assert.equal(found.split(":")[0], plain(effect) === "calls" ? CALLS : plain(effect), found);
    });
  }
});

test("the choice of a speaker: Chromium knows speaker-selection, and does not heed it", async () => {
  await writeFile(join(folders.separate, "speaker.html"), "<!doctype html><audio></audio>");
  const site = await serve(folders.separate, { "Permissions-Policy": "microphone=(self), speaker-selection=()" });
  const tab = await browser.open(`${site.origin}/speaker.html`);
  try {
    const found = await tab.evaluate(async () => {
      const devices = await navigator.mediaDevices.enumerateDevices();
      const speaker = devices.findLast(({ kind }) => kind === "audiooutput").deviceId;
      const audio = document.querySelector("audio");
      await audio.setSinkId(speaker);
      return { allowed: document.featurePolicy.allowsFeature("speaker-selection"), chosen: audio.sinkId === speaker };
    });
    assert.deepEqual(found, { allowed: false, chosen: true });
  } finally {
    await tab.context().close();
    await site.stop();
  }
});

describe("a page in a frame of another origin", () => {
  for (const [allow, , effect] of rows(PAGE, "A page in a frame")) {
    test(`${plain(allow)}: ${plain(effect)}`, async () => {
      const attribute = plain(allow) === "none" ? "" : ` ${plain(allow)}`;
      const found = await said({}, { wrap: (address) => `<!doctype html><iframe src="${address.replaceAll("&", "&amp;")}"${attribute}></iframe>` });
      assert.equal(found.split(":")[0], plain(effect) === "calls" ? CALLS : plain(effect), found);
    });
  }
});
