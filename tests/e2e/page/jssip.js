// Somebody with JsSIP.

import { UA, WebSocketInterface } from "jssip";
import { play, use } from "./peer.js";

let agent;

use({
  start({ server, account, password }, take) {
    agent = new UA({ sockets: [new WebSocketInterface(server)], uri: account, password });
    const registered = new Promise((resolve, reject) => {
      agent.once("registered", resolve);
      agent.once("registrationFailed", ({ cause }) => reject(new Error(cause)));
    });
    agent.on("newRTCSession", ({ originator, session }) => {
      if (originator === "remote") take(peerCall(session));
    });
    agent.start();
    return registered.then(() => {});
  },
  call: (target, mediaStream) => peerCall(agent.call(target, { mediaStream })),
  stop: () => agent.stop(),
});

function peerCall(session) {
  if (session.connection) play(session.connection);
  else session.once("peerconnection", ({ peerconnection }) => play(peerconnection));
  return {
    user: session.remote_identity.uri.user,
    answered: new Promise((resolve) => session.once("confirmed", () => resolve())),
    ended: new Promise((resolve) => {
      const end = ({ originator, message }) => resolve({ by: originator, status: message?.status_code ?? null });
      session.once("ended", end);
      session.once("failed", end);
    }),
    answer: (mediaStream) => session.answer({ mediaStream }),
    decline: () => session.terminate({ status_code: 486 }),
    hangUp: () => session.terminate(),
    hold: (held) => new Promise((resolve) => session[held ? "hold" : "unhold"]({}, () => resolve())),
  };
}
