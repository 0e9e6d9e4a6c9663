// A visitor of a page with the click-to-call element.

import assert from "node:assert/strict";
import { Person } from "./person.mjs";
import { sdp, startScripted } from "./scripted.mjs";

/**
 * Runs `body` with a visitor of an element in this browser and a server that does what the test says; afterwards the page must
 * have thrown nothing, and tried nothing that it forbids. Whatever fails, nothing is left running. `attributes` are those that
 * are not as usual, `undefined` for none at all; `options` what else `test.add` takes; `prepare` runs before the page does.
 */
export async function withVisitor({ browser, origin, attributes, options, prepare }, body) {
  const server = await startScripted();
  try {
    const all = { server: server.url, target: "sales", label: "Call us", ...attributes };
    const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const anna = await Visitor.at(browser, origin, given, options, prepare);
    let leave = () => anna.page.context().close();
    try {
      await body(anna, server);
      leave = () => anna.close();
    } finally {
      await leave();
    }
  } finally {
    await server.stop();
  }
}

export class Visitor extends Person {
  /** Somebody new in this browser, at a page with an element of these attributes. */
  static async at(browser, origin, attributes, options, prepare) {
    const page = await browser.open(`${origin}/page/widget.html`, prepare);
    const visitor = new Visitor(page);
    await visitor.until(() => document.documentElement.dataset.ready === "yes");
    if (attributes) await visitor.do("add", attributes, options);
    return visitor;
  }

  /** A click as a person does it. */
  async click(part) {
    await this.page.locator(`css=[part="${part}"]`).filter({ visible: true }).first().click();
  }

  /** Waits until this part says exactly that, or what fits. */
  async sees(part, wanted) {
    const [source, isText] = typeof wanted === "string" ? [wanted, true] : [wanted.source, false];
    await this.until(
      ([name, pattern, exact]) => {
        const said = globalThis.test.says(name);
        return exact ? said === pattern : new RegExp(pattern, "s").test(said);
      },
      [part, source, isText],
    ).catch(async () => assert.fail(`${part} should say ${wanted}, and says: ${await this.do("says", part)}`));
  }

  /** Waits until the element has come to this state. */
  comesTo(state) {
    return this.do("seen", { type: "state", state });
  }

  /** Waits for an error of this kind, and says that its words fit; the person sees the others. */
  async fails(kind, message, words) {
    const error = await this.do("seen", { type: "error", kind });
    assert.equal(error.name, "SipError");
    assert.ok(error.composed, "the event leaves shadow trees");
    assert.match(error.message, message);
    await this.sees("alert", words);
  }

  /** Leaves; the page has thrown nothing, and tried nothing that it forbids. */
  async close() {
    try {
      const log = await this.page.evaluate(() => globalThis.test.log);
      assert.deepEqual(log.filter(({ type }) => type === "violation"), []);
    } finally {
      await super.close();
    }
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Presses a key until what has this name is in focus. */
  async pressTo(key, name) {
    const passed = [];
    while (passed.length < 12) {
      await this.press(key);
      const focused = await this.do("focused");
      if (focused === name) return;
      passed.push(focused);
    }
    assert.fail(`${key} does not come to ${name}, only to ${passed.join(", ")}`);
  }

  /** Waits until there is a choice of microphones. */
  hasChoice() {
    return this.until(() => document.querySelector("bellwire-call").shadowRoot.querySelector("select").checkVisibility());
  }

  focusIsOn(name) {
    return this.until((wanted) => globalThis.test.focused() === wanted, name)
      .catch(async () => assert.fail(`the focus should be on ${name}, and is on ${await this.do("focused")}`));
  }
}

/** Takes a call, with the description of a browser at the far end, or one of a phone that would talk. */
export function accept(invite, description = sdp("active", "sendrecv")) {
  const headers = { Contact: "<sip:sales@scripted.invalid;transport=ws>", "Content-Type": "application/sdp" };
  invite.reply(200, "OK", headers, description);
}

/** Presses the button, and the server's phone takes the call; returns the link between them. */
export async function talk(visitor, server) {
  await visitor.click("button");
  const link = await server.link();
  accept(await link.expect("INVITE"));
  await link.expect("ACK");
  await visitor.sees("status", "In a call");
  return link;
}
