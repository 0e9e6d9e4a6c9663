// Somebody with SIP.js.

import { Inviter, Registerer, RegistererState, SessionState, UserAgent, Web } from "sip.js";
import { play, use } from "./peer.js";

let agent;
/** What the next description sends. */
let sending;

use({
  async start({ server, account, password }, take) {
    const uri = UserAgent.makeURI(account);
    agent = new UserAgent({
      uri,
      transportOptions: { server },
      authorizationUsername: uri.user,
      authorizationPassword: password,
      sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(async () => sending),
      logLevel: "warn",
      delegate: { onInvite: (invitation) => take(peerCall(invitation)) },
    });
    await agent.start();
    const registerer = new Registerer(agent);
    const registered = new Promise((resolve) => {
      registerer.stateChange.addListener((state) => {
        if (state === RegistererState.Registered) resolve();
      });
    });
    await registerer.register();
    await registered;
  },
  call(target, stream) {
    sending = stream;
    const inviter = new Inviter(agent, UserAgent.makeURI(target));
    const call = peerCall(inviter);
    void inviter.invite({ requestDelegate: { onReject: ({ message }) => call.refused(message.statusCode) } });
    return call;
  },
  stop: () => agent.stop(),
});

function peerCall(session) {
  const ended = Promise.withResolvers();
  let by = "local";
  session.delegate = {
    onBye: () => { by = "remote"; },
    onCancel: () => { by = "remote"; },
    onSessionDescriptionHandler: ({ peerConnection }) => play(peerConnection),
  };
  session.stateChange.addListener((state) => {
    // The last words of a refusal come after the state has changed.
    if (state === SessionState.Terminated) queueMicrotask(() => ended.resolve({ by, status: null }));
  });
  return {
    user: session.remoteIdentity.uri.user,
    answered: new Promise((resolve) => {
      session.stateChange.addListener((state) => {
        if (state === SessionState.Established) resolve();
      });
    }),
    ended: ended.promise,
    refused: (status) => ended.resolve({ by: "remote", status }),
    answer(stream) {
      sending = stream;
      return session.accept();
    },
    decline: () => session.reject({ statusCode: 486 }),
    hangUp: () => (session.state === SessionState.Established ? session.bye() : session.cancel()).then(() => {}),
    hold: (held) => new Promise((resolve, reject) => {
      session.sessionDescriptionHandlerOptionsReInvite = { hold: held };
      void session.invite({ requestDelegate: { onAccept: () => resolve(), onReject: ({ message }) => reject(new Error(message.statusCode)) } });
    }),
  };
}
