// A SIP server that lets everybody register and takes every call at once.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { listen } from "../loopback.mjs";
import { Message } from "../sip.mjs";
import { Dialog, accept, grant } from "../peers/trial.mjs";

export async function startAnswerer() {
  const server = createServer();
  const sockets = new WebSocketServer({ server, handleProtocols: () => "sip" });
  const dialogs = new Map();
  const acts = {
    REGISTER: (request) => grant(request),
    INVITE(invite, link) {
      dialogs.set(invite.header("Call-ID"), new Dialog(link, invite));
      accept(invite);
    },
    BYE(bye) {
      dialogs.delete(bye.header("Call-ID"));
      bye.reply(200);
    },
  };
  sockets.on("connection", (web) => {
    const link = { send: (text) => web.send(text) };
    web.on("message", (bytes) => {
      const message = new Message(link, bytes);
      acts[message.name]?.(message, link);
    });
  });
  const { port, stop } = await listen(server);
  return {
    url: `ws://127.0.0.1:${port}`,
    /** Ends every call that stands. */
    hangUp() {
      for (const dialog of dialogs.values()) dialog.send("BYE");
      dialogs.clear();
    },
    stop,
  };
}
