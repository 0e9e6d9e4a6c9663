// A SIP server that lets everybody register and takes every call at once.

import { once } from "node:events";
import { WebSocketServer } from "ws";
import { Message } from "../peers/message.mjs";
import { Dialog, accept, grant } from "../peers/trial.mjs";

export async function startAnswerer() {
  const server = new WebSocketServer({ host: "127.0.0.1", port: 0, handleProtocols: () => "sip" });
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
  server.on("connection", (web) => {
    const link = { send: (text) => web.send(text) };
    web.on("message", (bytes) => {
      const message = new Message(link, bytes);
      acts[message.name]?.(message, link);
    });
  });
  await once(server, "listening");
  return {
    url: `ws://127.0.0.1:${server.address().port}`,
    /** Ends every call that stands. */
    hangUp() {
      for (const dialog of dialogs.values()) dialog.send("BYE");
      dialogs.clear();
    },
    async stop() {
      for (const web of server.clients) web.terminate();
      server.close();
      await once(server, "close");
    },
  };
}
