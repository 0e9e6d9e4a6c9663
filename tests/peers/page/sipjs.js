// SIP.js's verbs, by its SessionManager: it registers again and opens a lost WebSocket, which the UserAgent alone does not.
// Everything is as it is by default, but for the STUN server, which is Google's: nothing outside of the machine is asked.

import { Messager, UserAgent, Web } from "/bundles/sipjs.js";

export function make(options, tell) {
  const { account, server, password, ha1, displayName, register = false, expires, headers, iceServers = [], log = false } = options;
  const { simultaneous } = options;
  /** What the next call sends in place of the microphone. */
  let given;
  const media = async (constraints) => given ?? Web.defaultMediaStreamFactory()(constraints);
  const userAgentOptions = {
    authorizationUsername: UserAgent.makeURI(account).user,
    ...(password !== undefined && { authorizationPassword: password }),
    ...(ha1 !== undefined && { authorizationHa1: ha1 }),
    ...(displayName !== undefined && { displayName }),
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(media),
    sessionDescriptionHandlerFactoryOptions: { peerConnectionConfiguration: { iceServers } },
    ...(!log && { logBuiltinEnabled: false, logConfiguration: false }),
  };
  if (typeof window === "undefined") return withoutWindow({ ...userAgentOptions, account, server }, tell);
  let last;
  const manager = new Web.SessionManager(server, {
    aor: account,
    ...(simultaneous !== undefined && { maxSimultaneousSessions: simultaneous }),
    registererOptions: { expires },
    userAgentOptions,
    delegate: {
      onServerConnect: () => tell("open"),
      onServerDisconnect: () => tell("lost"),
      onRegistered: () => tell("registered"),
      onUnregistered: () => tell("unregistered"),
      onCallReceived: () => tell("rings"),
      onCallAnswered: () => tell("answered"),
      onCallHangup: () => tell("ended"),
    },
  });
  return {
    async start() {
      await manager.connect();
      if (register) await manager.register();
    },
    async call(target, { audio } = {}) {
      given = audio;
      last = await manager.call(target, { extraHeaders: rows(headers?.INVITE) });
    },
    hangUp: () => manager.hangup(last),
    hold: () => manager.hold(last),
    message: (target, body, contentType) =>
      new Messager(manager.userAgent, UserAgent.makeURI(target), body, contentType).message(),
  };
}

/** The SessionManager listens to a window; the user agent below it does not. */
function withoutWindow({ account, server, ...options }, tell) {
  const agent = new UserAgent({
    ...options,
    uri: UserAgent.makeURI(account),
    transportOptions: { server },
    delegate: { onConnect: () => tell("open"), onInvite: () => tell("rings") },
  });
  return { start: () => agent.start() };
}

const rows = (headers = {}) => Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
