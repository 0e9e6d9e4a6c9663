// The one whom all call: it is registered at Kamailio, answers at once, and is the same for all. Its signalling is written by
// hand, so that none of the three is measured against another; its media is a page's.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { WebSocket } from "ws";
import { DOMAIN, PASSWORD } from "../e2e/kamailio.mjs";
import { Message, write } from "../sip.mjs";
import { ask } from "./bench.mjs";

export const CALLEE = `sip:callee@${DOMAIN}`;
const REGISTRAR = `sip:${DOMAIN}`;
const CONTACT = "<sip:callee@callee.invalid;transport=ws>";

/** Registers it; `frequency` is what it sends. */
export async function startCallee({ server, page, frequency }) {
  const web = new WebSocket(server, "sip");
  await once(web, "open");
  const link = { send: (text) => web.send(text) };
  await ask(page, "callee", "prepare", { frequency });
  await register(link, web);
  // One thing after another: whoever calls next is answered by a connection that is ready.
  let work = Promise.resolve();
  web.on("message", (bytes) => {
    const message = new Message(link, bytes);
    const act = { INVITE: accept, BYE: end }[message.name];
    if (act) work = work.then(() => act(message));
  });

  async function accept(invite) {
    const body = await ask(page, "callee", "answer", invite.body);
    invite.reply(200, { tag: "callee", headers: { "Record-Route": invite.rows("Record-Route"), Contact: CONTACT }, body });
  }

  async function end(bye) {
    await ask(page, "callee", "end");
    await ask(page, "callee", "prepare", { frequency });
    bye.reply(200);
  }

  return {
    /** Waits until it hears the caller at this frequency. */
    hears: (frequency) => ask(page, "callee", "hears", { frequency }),
    async stop() {
      await work;
      web.close();
      await once(web, "close");
    },
  };
}

/** Registers, with the password that it is asked for. */
async function register(link, web) {
  const next = async () => new Message(link, (await once(web, "message"))[0]);
  const send = (number, login = []) => link.send(write(`REGISTER ${REGISTRAR} SIP/2.0`, [
    ["Via", `SIP/2.0/WS callee.invalid;branch=z9hG4bK${number}`],
    ["Max-Forwards", 70],
    ["From", `<${CALLEE}>;tag=callee`],
    ["To", `<${CALLEE}>`],
    ["Call-ID", "callee"],
    ["CSeq", `${number} REGISTER`],
    ["Contact", CONTACT],
    ["Expires", 3_600],
    ...login,
  ]));
  send(1);
  send(2, [["Authorization", login((await next()).header("WWW-Authenticate"))]]);
  const { name, text } = await next();
  if (name !== "200") throw new Error(`the callee is not registered:\n${text}`);
}

/** The answer to a challenge with MD5 and `auth` (RFC 7616). */
function login(challenge) {
  const [realm, nonce] = ["realm", "nonce"].map((name) => challenge.match(new RegExp(`${name}="([^"]*)"`))[1]);
  const hash = (...texts) => createHash("md5").update(texts.join(":")).digest("hex");
  const [nc, cnonce, qop] = ["00000001", "callee", "auth"];
  const response = hash(hash("callee", realm, PASSWORD), nonce, nc, cnonce, qop, hash("REGISTER", REGISTRAR));
  return `Digest username="callee", realm="${realm}", nonce="${nonce}", uri="${REGISTRAR}", response="${response}", `
    + `algorithm=MD5, qop=${qop}, nc=${nc}, cnonce="${cnonce}"`;
}
