// SIP messages as the scripted servers write and read them: by hand, so that nothing that is tested judges itself.

const FINGERPRINT = Array(32).fill("BE").join(":");

/** One message from a page. */
export class Message {
  #link;

  constructor(link, bytes) {
    this.#link = link;
    this.at = performance.now();
    this.text = bytes.toString();
    const [first] = this.text.split("\r\n", 1);
    /** The method, or the status as a text: `INVITE`, `486`. */
    this.name = first.startsWith("SIP/2.0 ") ? first.split(" ")[1] : first.split(" ")[0];
    /** What the request is sent to. */
    this.target = first.split(" ")[1];
  }

  /** It is a final response. */
  get isFinal() {
    return /^[2-6]\d\d$/.test(this.name);
  }

  /** What stands behind the headers. */
  get body() {
    return this.text.slice(this.text.indexOf("\r\n\r\n") + 4);
  }

  /** Every row of this name. */
  rows(name) {
    const prefix = `${name.toLowerCase()}:`;
    const [head] = this.text.split("\r\n\r\n", 1);
    return head.split("\r\n")
      .filter((row) => row.toLowerCase().startsWith(prefix))
      .map((row) => row.slice(prefix.length).trim());
  }

  /** The first row of this name. */
  header(name) {
    return this.rows(name)[0];
  }

  /** The tag of the header To. */
  get to() {
    return tagOf(this.header("To"));
  }

  /** What identifies it among the messages of one direction. */
  is(callId, method) {
    return this.header("Call-ID") === callId && this.header("CSeq")?.endsWith(` ${method}`);
  }

  /** Answers it, over the link that it came over, in a binary frame if that is wanted; all but 100 have a To tag. */
  reply(status, { line = `SIP/2.0 ${status} Scripted`, tag = "scripted", headers = {}, body = "", binary = false } = {}) {
    const to = this.header("To");
    const type = body ? { "Content-Type": "application/sdp" } : {};
    const text = write(line, [
      ...this.rows("Via").map((via) => ["Via", via]),
      ["From", this.header("From")],
      ["To", status === 100 || tagOf(to) ? to : `${to};tag=${tag}`],
      ["Call-ID", this.header("Call-ID")],
      ["CSeq", this.header("CSeq")],
      ...rowsOf({ ...type, ...headers }),
    ], body);
    this.#link.send(binary ? Buffer.from(text) : text);
  }
}

export function tagOf(address) {
  return address?.match(/;\s*tag=([^;\s]+)/)?.[1];
}

/** The address between the brackets, without them. */
export function addressOf(value) {
  return value.match(/<([^>]+)>/)?.[1] ?? value.split(";")[0];
}

/** A message as text; a header may have several values, each a row of its own. */
export function write(first, rows, body = "") {
  const length = ["Content-Length", Buffer.byteLength(body)];
  return `${[first, ...[...rows, length].map(([name, value]) => `${name}: ${value}`)].join("\r\n")}\r\n\r\n${body}`;
}

export function rowsOf(headers) {
  return Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
}

/** An offer that any browser takes, of a peer that is not there. */
export const offer = (direction = "sendrecv", version) => sdp("actpass", direction, version);

/** An answer to whatever was offered with one line of audio. */
export const answer = (direction = "sendrecv", version) => sdp("active", direction, version);

/** A description of one line of audio; whoever answers is `active`. */
export function sdp(setup, direction, version = 1) {
  return [
    "v=0", `o=- 1 ${version} IN IP4 127.0.0.1`, "s=-", "t=0 0",
    "m=audio 9 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 0.0.0.0", "a=mid:0",
    "a=ice-ufrag:peer", "a=ice-pwd:peerpeerpeerpeerpeerpeer", `a=fingerprint:sha-256 ${FINGERPRINT}`,
    `a=setup:${setup}`, `a=${direction}`, "a=rtcp-mux", "a=rtpmap:111 opus/48000/2", "",
  ].join("\r\n");
}
