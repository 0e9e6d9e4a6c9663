// The least that a page with JsSIP does: it registers, and says when.

import { UA, WebSocketInterface } from "jssip";

const { server, account, password } = Object.fromEntries(new URLSearchParams(location.search));
const ua = new UA({ sockets: [new WebSocketInterface(server)], uri: account, password });
ua.on("registered", () => { globalThis.registered = performance.now(); });
ua.start();
