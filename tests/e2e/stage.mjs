// What the tests of a file have in common: the pages, a browser, and servers that the tests write themselves.

import { after, before } from "node:test";
import { launch } from "./chromium.mjs";
import { Person } from "./person.mjs";
import { startScripted } from "./scripted.mjs";
import { startSite } from "./site.mjs";

/** Site, browser and one server, there before the first test of the file and gone after its last. */
export function setStage() {
  const stage = {};
  before(async () => {
    stage.site = await startSite();
    stage.browser = await launch();
    stage.server = await startScripted();
  });
  after(() => Promise.all([stage.browser?.close(), stage.site?.stop(), stage.server?.stop()]));
  return stage;
}

/**
 * A person who starts a phone with these options at a server of her own; `work` gets her, her link, and how the start ends.
 * Before it starts her page is as `prepare` makes it.
 */
export async function meet({ browser, site }, settings, extras, work, prepare) {
  const server = await startScripted();
  const person = await Person.at(browser, site);
  try {
    await prepare?.(person.page);
    const options = { server: server.url, account: "sip:alice@bellwire.test", ...settings };
    const starting = person.do("start", options, extras);
    await work({ person, server, link: await server.link(), starting });
    await person.close();
  } finally {
    await person.page.context().close();
    await server.stop();
  }
}
