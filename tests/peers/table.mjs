// What is right in each probe, what is recorded of JsSIP and SIP.js, and the judgement.

import { readFileSync } from "node:fs";

export const LIBRARIES = ["bellwire", "jssip", "sip.js"];
export const NAMES = { bellwire: "Bellwire", jssip: "JsSIP", "sip.js": "SIP.js" };

const COLUMNS = ["id", "what", "right", "rule", "status", "messages", "event", "later", "jssip", "sip.js"];
const JUDGED = ["status", "messages", "event"];
/** Not looked at. */
const NONE = "-";

/** The parts of `probes.tsv`, each with its heading and its probes. */
export function readTable() {
  const parts = [];
  for (const line of readFileSync(new URL("probes.tsv", import.meta.url), "utf8").trimEnd().split("\n")) {
    if (line.startsWith("# ")) continue;
    if (line.startsWith("## ")) {
      parts.push({ heading: line.slice(3), probes: [] });
      continue;
    }
    const fields = line.split("\t");
    if (fields.length !== COLUMNS.length) throw new Error(`a probe has ${COLUMNS.length} fields, not \`${line}\``);
    const probe = Object.fromEntries(COLUMNS.map((column, at) => [column, fields[at]]));
    if (!probe.rule || JUDGED.every((field) => probe[field] === NONE)) throw new Error(`${probe.id} expects nothing`);
    parts.at(-1).probes.push(probe);
  }
  return parts;
}

/** An outcome as it is recorded. */
export function written(outcome) {
  if (outcome.absent) return `not offered: ${outcome.absent}`;
  const fields = JUDGED.map((field) => outcome[field] ?? NONE);
  return [...fields, ...(outcome.uncaught ? [`uncaught ${outcome.uncaught}`] : [])].join(" | ");
}

/** What in an outcome is not right, field by field. */
export function wrongIn(probe, outcome) {
  const fields = JUDGED.filter((field) => probe[field] !== NONE && !probe[field].split(" or ").includes(outcome[field] ?? NONE));
  return outcome.uncaught ? [...fields, "uncaught"] : fields;
}

/** `passed`, `failed`, or `later`: not offered (yet). */
export function judge(probe, outcome) {
  if (outcome.absent) return "later";
  return wrongIn(probe, outcome).length === 0 ? "passed" : "failed";
}

/** Why the run fails for this outcome, if it does: Bellwire is right or later, the others are as recorded. */
export function mistake(probe, library, outcome) {
  const found = written(outcome);
  if (library !== "bellwire") {
    return found === probe[library] ? null : `recorded is \`${probe[library]}\`, and found was \`${found}\``;
  }
  const verdict = judge(probe, outcome);
  if (verdict === "failed") return `right is \`${written(probe)}\`, and found was \`${found}\``;
  if (verdict === "later" && probe.later === NONE) return `it is not offered, and the table does not say that it comes later`;
  if (verdict === "passed" && probe.later !== NONE) return `the table says that it comes later, and it is there: \`${found}\``;
  return null;
}

/** How many passed, failed, and are not offered, by library. */
export function count(parts, outcomes) {
  const counts = Object.fromEntries(LIBRARIES.map((library) => [library, { passed: 0, failed: 0, later: 0 }]));
  for (const probe of parts.flatMap(({ probes }) => probes)) {
    for (const library of LIBRARIES) counts[library][judge(probe, outcomes[probe.id][library])] += 1;
  }
  return counts;
}
