// Somebody at a page who calls the switchboard's echo: their voice is one tone, and what comes back must be it.

import assert from "node:assert/strict";
import { Person } from "../e2e/person.mjs";

/** A file that every page which is called from has at its root: it makes the tone, and knows it again. */
export const SOUND = { from: "../e2e/page/sound.js", at: "sound.js" };

const OWN_HZ = 440;

/** Opens a page, whose microphone is the tone. */
export async function openSinging(browser, url) {
  return browser.open(url, { content: `(${prepare})(${OWN_HZ})` });
}

/** Runs in the page before its own scripts. */
function prepare(hertz) {
  const sound = () => import("/sound.js");
  navigator.mediaDevices.getUserMedia = async () => (await sound()).tone(hertz);
  let player;
  const { play } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    player = this;
    return play.call(this);
  };
  globalThis.plays = async () => (player && !player.paused ? (await sound()).loudest(player.srcObject) : 0);
}

/** Waits until the page plays its own tone, and echo has heard it, too, after this point of the switchboard's log. */
export async function hearsItself(page, switchboard, user, mark = 0) {
  await switchboard.logs(`echo hears ${user}`, mark);
  await new Person(page).until(async (hertz) => Math.abs((await globalThis.plays()) - hertz) <= 12, OWN_HZ);
  assert.deepEqual(page.errors, []);
}
