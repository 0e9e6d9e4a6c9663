// The steps that a scenario for sipp is made of.

import { DOMAIN, PASSWORD } from "./kamailio.mjs";

const OWN_ADDRESS = "[local_ip]:[local_port]";

/** Where sipp plays its tone from, and where it sends back what it hears. */
export const TONE = "[auto_media_port]";
export const ECHO = "[media_port]";

/** G.711 only. */
const describe = (port) => [
  "v=0", "o=- 1 1 IN IP4 [local_ip]", "s=-", "c=IN IP4 [media_ip]", "t=0 0", `m=audio ${port} RTP/AVP 8`,
  "a=rtpmap:8 PCMA/8000",
];

/** What `user` can do, who has this file of A-law. */
export function stepsOf(user, file) {
  const us = `<sip:${user}@${DOMAIN}>`;
  const contact = `Contact: <sip:${user}@${OWN_ADDRESS}>`;
  const authorization = `[authentication username=${user} password=${PASSWORD}]`;

  const send = (head, port, settings = "") => {
    const body = port ? describe(port) : [];
    const rows = [...head, ...(port ? ["Content-Type: application/sdp"] : []), "Content-Length: [len]", "", ...body];
    return `<send${settings}><![CDATA[\n${rows.join("\n")}\n]]></send>\n`;
  };
  const expect = (method) => `<recv request="${method}"/>\n`;
  const status = (code, settings = "") => `<recv response="${code}"${settings}/>\n`;

  /** A request of ours: `branch` is that of another one where it is about that one. */
  const request = ({ method, uri, to, number, branch = `${number}${method}`, rows = [], port, again = true }) => send([
    `${method} ${uri} SIP/2.0`,
    `Via: SIP/2.0/UDP ${OWN_ADDRESS};branch=z9hG4bK[pid]${branch}`,
    "Max-Forwards: 70", `From: ${us};tag=[pid]`, `To: ${to}`, "Call-ID: [call_id]", `CSeq: ${number} ${method}`, ...rows,
  ], port, again ? ' retrans="500"' : "");
  const within = (peer, method, number) => request({
    method, number, uri: "[next_url]", to: `<${peer}>[peer_tag_param]`, rows: ["[routes]"], again: method !== "ACK",
  });

  return {
    register() {
      const first = { method: "REGISTER", uri: `sip:${DOMAIN}`, to: us, number: 1, rows: [contact, "Expires: 600"] };
      const second = { ...first, number: 2, rows: [...first.rows, authorization] };
      return [request(first), status(401, ' auth="true"'), request(second), status(200)];
    },

    /** Calls this address, as far as the server lets it through. */
    call(peer) {
      const first = { method: "INVITE", uri: peer, to: `<${peer}>`, number: 1, rows: [contact], port: TONE };
      const second = { ...first, number: 2, rows: [contact, authorization] };
      const ack = { method: "ACK", uri: peer, to: `<${peer}>[peer_tag_param]`, number: 1, branch: "1INVITE", again: false };
      return [request(first), status(407, ' auth="true"'), request(ack), request(second), status(100, ' optional="true"')];
    },
    rings: () => status(180),
    /** It is taken. */
    taken: (peer) => [status(180, ' optional="true"'), status(200, ' rrs="true"'), within(peer, "ACK", 2)],
    hangUp: (peer) => [within(peer, "BYE", 3), status(200)],
    cancel: (peer) => [
      request({ method: "CANCEL", uri: peer, to: `<${peer}>`, number: 2, branch: "2INVITE" }),
      status(200, ' optional="true"'), status(487), // They come in either order.
      request({ method: "ACK", uri: peer, to: `<${peer}>[peer_tag_param]`, number: 2, branch: "2INVITE", again: false }),
    ],

    expect,
    /** Answers the INVITE, or what is about it. */
    answer: (line, { port, method = "INVITE" } = {}) => send([
      `SIP/2.0 ${line}`, "[last_Via:]", "[last_Record-Route:]", "[last_From:]", "[last_To:];tag=[pid]", "[last_Call-ID:]",
      `CSeq: [last_cseq_number] ${method}`, contact,
    ], port),
    /** Says yes to what comes within the call. */
    agree: () => send(["SIP/2.0 200 OK", ...["Via", "From", "To", "Call-ID", "CSeq"].map((name) => `[last_${name}:]`)]),

    play: () => `<nop><action><exec rtp_stream="${file},-1,8,PCMA/8000"/></action></nop>\n`,
    pause: (milliseconds) => `<pause milliseconds="${milliseconds}"/>\n`,
  };
}
