// How the softphone looks and speaks: on a telephone and on a desktop, by day and by night, to a screen reader, in
// English and in French.

import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { describe, test } from "node:test";
import { SipError } from "../../www/bellwire/errors.js";
import en from "../../www/demo/languages/en.js";
import fr from "../../www/demo/languages/fr.js";
import { launch } from "./chromium.mjs";
import { setDemo, talk, withTab, withTabs } from "./demo-stage.mjs";
import { FINGER, SCREENSHOTS, SIZES, axe, bringAxe } from "./looking.mjs";
import { freePort } from "./processes.mjs";
import { startSwitchboard } from "./switchboard.mjs";

const stage = setDemo();

/** Takes the pictures of a state; it fits, every target is large enough, and axe-core finds nothing, in each of them. */
async function look({ page }, state) {
  await bringAxe(page);
  for (const viewport of Object.values(SIZES)) {
    for (const colorScheme of ["light", "dark"]) {
      const name = `${state}, ${viewport.width} px, ${colorScheme}`;
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${SCREENSHOTS}demo-${state}-${viewport.width}-${colorScheme}.png`, fullPage: viewport.width < 500 });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= viewport.width, `${name} is ${width} px wide`);
      assert.deepEqual(await page.evaluate(smallTargets, FINGER), [], name);
      assert.deepEqual((await axe(page)).violations, [], name);
    }
  }
}

/** What can be touched, and is smaller than a finger. */
function smallTargets(finger) {
  const targets = document.querySelectorAll("a, button, select, summary, input:not([type=checkbox]), label.check, [role=option]");
  return [...targets].filter((target) => target.checkVisibility()).flatMap((target) => {
    const { width, height } = target.getBoundingClientRect();
    return width < finger - 0.5 || height < finger - 0.5 ? [`${target.textContent.trim()}: ${width} × ${height}`] : [];
  });
}

describe("the softphone fits every screen, and a screen reader finds its way", () => {
  test("signed out, and with an empty field", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      await tab.page.getByText("More", { exact: true }).click();
      await look(tab, "signed-out");
      await tab.click("Sign in");
      await tab.alerts(/is empty/);
      await look(tab, "not-filled-in");
    }));

  for (const [locale, signIn, server, account] of [
    ["en", "Sign in", "Server address", "Account"],
    ["fr", "Se connecter", "Adresse du serveur", "Compte"],
  ]) {
    test(`when the server cannot be reached, of which there is most to say, in ${locale}`, () =>
      withTab(stage.browser, stage.switchboard.demo, { locale }, async (tab) => {
        await tab.page.getByLabel(server, { exact: true }).fill(`ws://127.0.0.1:${await freePort()}`);
        await tab.page.getByLabel(account, { exact: true }).fill("alice@example.com");
        await tab.click(signIn);
        await tab.alerts(/127\.0\.0\.1|WebSocket/);
        await tab.shows({ en: "Not signed in.", fr: "Pas connecté." }[locale]);
        await look(tab, `unreachable-${locale}`);
      }));

    test(`when one may only listen to who is calling, in ${locale}`, async () => {
      const deaf = await launch({ microphone: false });
      const [beAlice, calls, answer, onlyListen] = {
        en: ["Be Alice", "Bob is calling.", "Answer", "Only listen"],
        fr: ["Être Alice", "Bob vous appelle.", "Répondre", "Écouter seulement"],
      }[locale];
      try {
        await withTabs(stage, ["Bob"], (bob) =>
          withTab(deaf, stage.switchboard.demo, { locale }, async (alice) => {
            await alice.click(beAlice);
            await alice.page.getByRole("listbox").getByText("200 OK").waitFor();
            await bob.dial("alice");
            await alice.shows(calls);
            await alice.click(answer);
            await alice.page.getByRole("button", { name: onlyListen }).waitFor();
            await look(alice, `only-listen-${locale}`);
          }));
      } finally {
        await deaf.close();
      }
    });
  }

  test("in a call whose server is away, muted", async () => {
    const own = await startSwitchboard();
    try {
      await withTabs({ browser: stage.browser, switchboard: own }, ["Alice", "Bob"], async (alice, bob) => {
        await talk(alice, bob);
        await alice.click("Mute");
        await own.stop();
        await alice.shows("In a call with Bob. You are muted. The server is away; the call goes on.");
        await look(alice, "away");
      });
    } finally {
      await own.stop();
    }
  });

  test("ready, with calls in the list and a message chosen", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await look(alice, "ready");
      await alice.dial("nobody");
      await alice.alerts(/no such user/);
      await alice.messages("INVITE").first().click();
      await look(alice, "failed");
    }));

  test("calling, ringing, and in a call with keypad, mute and ladder", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.callNumber("Bob");
      await alice.shows("Ringing Bob.");
      await bob.shows("Alice is calling.");
      await look(alice, "calling");
      await look(bob, "ringing");
      await bob.click("Answer");
      await alice.shows("In a call with Bob.");
      await alice.talks();
      await alice.click("Mute");
      await alice.click("Keypad");
      await alice.click("5");
      await alice.messages("INVITE").first().click();
      await look(alice, "call");
      await bob.click("Hang up");
      await alice.shows("Bob hung up.");
    }));

  test("as a guest", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (guest) => {
      await guest.click("Be a guest");
      await guest.shows("Ready. A guest can call the four numbers below.");
      await look(guest, "guest");
    }));

  test("in French", () =>
    withTab(stage.browser, stage.switchboard.demo, { locale: "fr-FR" }, async (tab) => {
      await look(tab, "french-signed-out");
      await tab.click("Être Alice");
      await tab.shows("Prêt. Alice peut appeler et être appelé.");
      await tab.callNumber("echo");
      await tab.page.locator("#call").waitFor();
      await tab.shows("En communication avec echo.");
      assert.equal(await tab.alert(), "");
      await look(tab, "french");
    }));

  test("who is called sees it, and a screen reader says it: names, roles and live lines", () =>
    withTabs(stage, ["Alice", "Bob"], async (alice, bob) => {
      await alice.callNumber("Bob");
      await bob.shows("Alice is calling.");
      assert.match(await bob.page.title(), /^Alice is calling\./);
      const call = bob.page.getByRole("region", { name: "Alice" });
      assert.equal(await call.getByRole("button").count(), 2, "answer and decline");
      await bob.click("Answer");
      await alice.shows("In a call with Bob.");
      await bob.page.getByRole("button", { name: "Mute", pressed: false }).waitFor();
      await bob.page.getByRole("button", { name: "Keypad", expanded: false }).waitFor();
      await bob.page.getByRole("listbox", { name: en.ladder }).waitFor();
      await alice.click("Hang up");
      await bob.shows("Alice hung up.");
      assert.equal(await bob.page.title(), en.title);
    }));
});

describe("languages", () => {
  test("every sentence has the same values in French", () => {
    const values = (sentence) => (sentence.match(/\{\w+\}/g) ?? []).sort();
    for (const [key, sentence] of Object.entries(en)) assert.deepEqual(values(fr[key]), values(sentence), key);
    assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
  });

  test("no sentence waits for somebody to say it", async () => {
    const folder = new URL("../../www/demo/", import.meta.url);
    const files = (await readdir(folder)).filter((name) => /\.(?:js|html)$/.test(name));
    const sources = (await Promise.all(files.map((name) => readFile(new URL(name, folder), "utf8")))).join("\n");
    const beginnings = [...sources.matchAll(/`(\w+_)\$\{/g)].map(([, beginning]) => beginning);
    const unused = Object.keys(en).filter((key) =>
      !sources.includes(`"${key}"`) && !beginnings.some((beginning) => key.startsWith(beginning)));
    assert.deepEqual(unused, []);
  });

  test("a French browser gets French, with no English sentence left, errors and all", () =>
    withTab(stage.browser, stage.switchboard.demo, { locale: "fr-CA" }, async (tab) => {
      const isFrench = async () => {
        assert.equal(await tab.page.evaluate(() => document.documentElement.lang), "fr");
        const page = await tab.page.evaluate(() =>
          [document.title, document.body.innerText, ...[...document.querySelectorAll("[aria-label]")].map(({ ariaLabel }) => ariaLabel)].join("\n"));
        const english = Object.values(en).filter((sentence) => sentence.includes(" ") && !sentence.includes("{"))
          .filter((sentence) => !Object.values(fr).includes(sentence) && page.includes(sentence));
        assert.deepEqual(english, []);
      };
      await isFrench();
      await tab.click("Être Alice");
      await tab.shows("Prêt. Alice peut appeler et être appelé.");
      await isFrench();
      await tab.page.getByLabel("Nom, numéro ou adresse SIP").fill("nobody");
      await tab.click("Appeler");
      await tab.alerts("Cet utilisateur n’existe pas (404 Not Found). Vérifiez l’orthographe de l’adresse.");
      await tab.shows("L’appel avec nobody est terminé.");
      await isFrench();
      await tab.page.getByRole("button", { name: "Se déconnecter" }).click();
      await tab.shows("Pas connecté.");
      await tab.page.getByLabel("Adresse du serveur").fill("ws://sip.example.com");
      await tab.page.getByLabel("Compte", { exact: true }).fill("alice@example.com");
      await tab.click("Se connecter");
      await tab.alerts(/^« Adresse du serveur » n’est pas juste\. Écrivez par exemple wss:/);
      await tab.page.getByLabel("Adresse du serveur").fill("wss://sip.example.com");
      await tab.page.getByLabel("Compte", { exact: true }).fill("alice example");
      await tab.click("Se connecter");
      await tab.alerts(/^« Compte » n’est pas juste\. Écrivez par exemple alice@example\.com/);
      await isFrench();
    }));

  test("what the server or the other side adds stands in the sentence of either language, with one dot, and how long to wait", () =>
    withTab(stage.browser, stage.switchboard.demo, {}, async (tab) => {
      const said = await tab.page.evaluate(async () => {
        const [{ SipError }, { choose, inWords }] = await Promise.all([import("/bellwire/index.js"), import("/demo/language.js")]);
        const error = (kind) => new SipError(kind, { status: 503, reason: "Too many calls.", retryAfter: 30 });
        return ["en", "fr"].map((code) => (choose(code), ["server", "media"].map((kind) => inWords(error(kind)))));
      });
      assert.deepEqual(said.map((sentences) => sentences.map((sentence) => sentence.replace(/\. .*\. /s, ". … "))), [
        [
          "The server could not do it (503 Too many calls). … The server asks to wait 30 s before the next try.",
          "The audio connection could not be made or kept (503 Too many calls). … The server asks to wait 30 s before the next try.",
        ],
        [
          "Le serveur n’a pas pu le faire (503 Too many calls). … Le serveur demande d’attendre 30 s avant le prochain essai.",
          "La liaison audio n’a pas pu être établie ou tenue (503 Too many calls). … Le serveur demande d’attendre 30 s avant le prochain essai.",
        ],
      ]);
    }));

  test("English tells whoever uses the page nothing of what can be called in a program", async () => {
    const { default: errors } = await import("../../www/demo/languages/en-errors.js");
    const kinds = Object.keys((await import("../../www/demo/languages/fr-errors.js")).default);
    const told = kinds.map((kind) => errors[kind]?.join(". ") ?? new SipError(kind).message);
    assert.deepEqual(told.filter((sentence) => /\w\(\)|the option|next event|new Phone/.test(sentence)), []);
  });

  test("the switch changes all that is on the page at once, and is remembered", () =>
    withTabs(stage, ["Alice"], async (alice) => {
      await alice.dial("nobody");
      await alice.alerts(/no such user/);
      await alice.messages("INVITE").first().click();
      await alice.page.getByLabel("Language").selectOption("Français");
      await alice.alerts(/^Cet utilisateur n’existe pas/);
      await alice.shows("L’appel avec nobody est terminé.");
      await alice.page.getByText(/^[\d:]+ INVITE, envoyé$/).waitFor();
      await alice.page.locator("#calls").getByText(/Cet utilisateur n’existe pas/).waitFor();
      await alice.page.reload();
      await alice.shows("Pas connecté.");
      await alice.page.getByLabel("Langue").selectOption("English");
      await alice.shows("Not signed in.");
    }));

  test("a language that is not spoken here is English", () =>
    withTab(stage.browser, stage.switchboard.demo, { locale: "de-DE" }, (tab) => tab.shows("Not signed in.")));
});
