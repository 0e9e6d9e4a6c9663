// JsSIP's verbs. Everything is as it is by default, but for the camera, which no probe needs.

import JsSIP from "/bundles/jssip.js";

export function make(options, tell) {
  const { server, account, password, ha1, realm, displayName, register = false, expires, headers, iceServers = [], log } = options;
  if (log) JsSIP.debug.enable("JsSIP:*");
  const ua = new JsSIP.UA({
    sockets: [new JsSIP.WebSocketInterface(server)],
    uri: account,
    register,
    ...Object.fromEntries(
      Object.entries({ password, ha1, realm, display_name: displayName, register_expires: expires })
        .filter(([, value]) => value !== undefined),
    ),
  });
  let last;
  ua.on("connected", () => tell("open"));
  ua.on("disconnected", () => tell("lost"));
  ua.on("registered", () => tell("registered"));
  ua.on("unregistered", () => tell("unregistered"));
  ua.on("registrationFailed", () => tell("unregistered"));
  ua.on("newRTCSession", ({ session, originator }) => {
    last = session;
    session.on("confirmed", () => tell("answered"));
    session.on("failed", () => tell("ended"));
    session.on("ended", () => tell("ended"));
    if (originator === "remote") tell("rings");
  });
  return {
    start: () => ua.start(),
    call: (target, { audio } = {}) =>
      ua.call(target, {
        mediaConstraints: { audio: true, video: false },
        mediaStream: audio,
        pcConfig: { iceServers },
        extraHeaders: rows(headers?.INVITE),
      }),
    hangUp: () => last.terminate(),
    hold: () => last.hold(),
    message: (target, body, contentType) => ua.sendMessage(target, body, { contentType }),
  };
}

const rows = (headers = {}) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
