// Challenges, and whether what answers them is right (RFC 7616, RFC 8760).

import { createHash } from "node:crypto";
import { PASSWORD } from "./trial.mjs";

const HASHES = { MD5: "md5", "SHA-256": "sha256" };
const ASKS = { 401: ["WWW-Authenticate", "Authorization"], 407: ["Proxy-Authenticate", "Proxy-Authorization"] };

/** Asks for a login: one challenge for each algorithm, in this order, behind those that stand before. */
export function challenge(
  request,
  { status = 401, realm = "peers.invalid", algorithms = ["MD5"], qop = "auth", before = [] } = {},
) {
  const [name] = ASKS[status];
  const rest = `realm="${realm}", nonce="nonce"${qop && `, qop="${qop}"`}`;
  const rows = algorithms.map((algorithm) => `Digest algorithm=${algorithm}, ${rest}`);
  request.reply(status, { headers: { [name]: [...before, ...rows] } });
}

/** What the request says to the challenges of this realm: the algorithm if it is right, and otherwise why not. */
export function login(request, { status = 401, realm = "peers.invalid", password = PASSWORD } = {}) {
  const given = request.rows(ASKS[status][1]).map(parts).find((one) => one.realm === realm);
  if (!given) return "no login";
  const algorithm = given.algorithm ?? "MD5";
  const hash = (...texts) => createHash(HASHES[algorithm]).update(texts.join(":")).digest("hex");
  const quality = given.qop ? [given.nc, given.cnonce, given.qop] : [];
  const ha1 = hash(given.username, realm, password);
  const ha2 = hash(request.name, given.uri);
  return hash(ha1, given.nonce, ...quality, ha2) === given.response ? algorithm : `a wrong ${algorithm}`;
}

/** How often it says that it used the nonce, if it did. */
export function uses(request) {
  const { nc } = parts(request.header("Authorization") ?? "");
  return nc ? `, nc=${nc}` : "";
}

function parts(row) {
  const found = row.matchAll(/(\w+)=(?:"([^"]*)"|([^,\s]+))/g);
  return Object.fromEntries([...found].map(([, name, quoted, bare]) => [name, quoted ?? bare]));
}
