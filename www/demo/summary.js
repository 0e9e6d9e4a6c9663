// What the ladder says of a message: its start line in short, and of which kind it is.

/**
 * @typedef {object} Summary
 * @property {string} title `INVITE`, or `180 Ringing`.
 * @property {string} about The address that is asked, or the method that is answered.
 * @property {"request" | "progress" | "success" | "failure" | "note"} kind
 */

/** What the phone shows of a description that is not the same on the wire begins like this. */
const NOTE = "in the browser";

/**
 * @param {string} text
 * @returns {Summary}
 */
export function summarize(text) {
  const [start = ""] = text.trimStart().split(/\r?\n/, 1);
  if (start.startsWith(NOTE)) return { title: "SDP", about: "", kind: "note" };
  const response = /^SIP\/2\.0 (\d{3}) ?(.*)$/.exec(start);
  if (!response) {
    const [method = "", address = ""] = start.split(" ");
    return { title: method, about: address.replace(/;.*/, ""), kind: "request" };
  }
  const [, status = "", reason = ""] = response;
  const [, method = ""] = /^CSeq\s*:\s*\d+\s+(\S+)/im.exec(text) ?? [];
  return { title: `${status} ${reason}`.trim(), about: method, kind: kindOf(Number(status)) };
}

/**
 * @param {number} status
 * @returns {Summary["kind"]}
 */
function kindOf(status) {
  if (status < 200) return "progress";
  return status < 300 ? "success" : "failure";
}
