// What one hears of a call that is not answered yet, at both sides.

import { describe, test } from "node:test";
import { launch } from "./chromium.mjs";
import { setDemo, withTab, withTabs } from "./demo-stage.mjs";

const stage = setDemo();

/** The two notes of the bell, and the tone at the caller's side. */
const [HIGH, LOW, RINGBACK] = [659, 523, 425];

describe("a call rings at both sides, each with a sound of its own", () => {
  const ringing = async (alice, bob) => {
    await alice.callNumber("Bob");
    await Promise.all([bob.rings(HIGH), alice.rings(RINGBACK)]);
    await bob.rings(LOW);
  };

  test("until it is answered", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await ringing(alice, bob);
      await bob.click("Answer");
      await Promise.all([bob.isSilent(), alice.isSilent(), alice.shows("In a call with Bob.")]);
    }));

  test("until it is declined", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await ringing(alice, bob);
      await bob.click("Decline");
      await Promise.all([bob.isSilent(), alice.isSilent()]);
    }));

  test("until the caller gives up", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await ringing(alice, bob);
      await alice.click("Hang up");
      await Promise.all([bob.isSilent(), alice.isSilent()]);
    }));

  test("and again where it could not be answered", async () => {
    const deaf = await launch({ microphone: false });
    try {
      await withTabs(stage, ["Alice"], (alice) =>
        withTab(deaf, stage.switchboard.demo, {}, async (bob) => {
          await bob.be("Bob");
          await ringing(alice, bob);
          await bob.click("Answer");
          await bob.alerts(/microphone is not allowed/);
          await bob.rings(HIGH);
        }));
    } finally {
      await deaf.close();
    }
  });
});

test("both are played by the speaker that was chosen, also by one that is chosen while it rings", () =>
  withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
    const choose = ({ page }, number) => page.getByLabel("Speaker").selectOption(`Fake Audio Output ${number}`);
    await Promise.all([choose(alice, 1), choose(bob, 1)]);
    await alice.callNumber("Bob");
    await Promise.all([bob.rings(HIGH, "Fake Audio Output 1"), alice.rings(RINGBACK, "Fake Audio Output 1")]);
    await Promise.all([choose(alice, 2), choose(bob, 2)]);
    await Promise.all([bob.rings(HIGH, "Fake Audio Output 2"), alice.rings(RINGBACK, "Fake Audio Output 2")]);
  }));
