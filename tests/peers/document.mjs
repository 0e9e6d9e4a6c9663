// `docs/peer-matrix.md`, made of the table and of what was found.

import { readFileSync } from "node:fs";
import { LIBRARIES, NAMES, count, judge, wrongIn } from "./table.mjs";

const EVENTS = {
  nothing: "the application hears nothing",
  rings: "the application hears that it rings",
  answered: "the call stands",
  ended: "the call is over",
  registered: "it is registered",
  unregistered: "it is not registered",
};

/** How things are said to be wrong. */
const SAID = {
  status: (status) => status,
  messages: (messages) => messages,
  event: (event) => EVENTS[event] ?? event,
  uncaught: (name) => `an exception that nobody catches (${name})`,
};

/** The page, for what was found: outcomes by probe and library. */
export function peerMatrix(parts, outcomes) {
  const versions = { jssip: version("jssip"), "sip.js": version("sip.js") };
  const counts = count(parts, outcomes);
  const all = parts.flatMap(({ probes }) => probes).length;
  const totals = LIBRARIES.map((library) => {
    const { passed, failed, later } = counts[library];
    return `| ${[NAMES[library], versions[library]].filter(Boolean).join(" ")} | ${passed} | ${failed} | ${later} |`;
  });
  return `# Bellwire, JsSIP and SIP.js before the same server

Written by \`BELLWIRE_WRITE=1 cargo xtask test peers\`; \`cargo xtask test peers\` fails when this page says anything
else than what is found.

A scripted SIP server does ${all} things, most of which servers and gateways really do, and looks at what comes back. Each
library runs in a page of its own in headless Chromium, with a real WebSocket, real peer connections and a microphone that
beeps, as its application would use it: Bellwire as it ships, JsSIP and SIP.js as npm has them, with their own defaults. Two
defaults are changed for all three: no camera, and no STUN server of a third party. SIP.js is used through its
\`SessionManager\`, the part of it that opens a lost connection again. The script is the same for all; \`tests/peers\` has it.

- **What is right** stands in \`tests/peers/probes.tsv\`, probe by probe, with the section of the RFC; where servers and the RFC
  differ, or the RFC is silent, with the number of a row of [decisions.md](decisions.md). Where an RFC leaves a choice, each
  choice is right.
- **passed** is what is right, **failed** is anything else, and what happened instead is said.
- **later** and **not offered**: the library does not have what the probe is about, and does not say that it has. For
  Bellwire that means: not yet. It counts as neither passed nor failed.
- What is found for JsSIP and SIP.js is recorded in the table, and a run in which one of them does anything else fails too: the
  probes are tested by them.

| | passed | failed | later, or not offered |
| --- | ---: | ---: | ---: |
${totals.join("\n")}
${parts.map((part) => section(part, outcomes)).join("")}`;
}

function section({ heading, probes }, outcomes) {
  const rows = probes.map((probe) => {
    const cells = LIBRARIES.map((library) => cell(probe, library, outcomes[probe.id][library]));
    return row([`**${probe.id}** ${probe.what}`, `${probe.right} (${probe.rule})`, ...cells]);
  });
  const head = row(["the probe", "what is right", ...LIBRARIES.map((library) => NAMES[library])]);
  return `\n## ${heading}\n\n${head}| --- | --- | --- | --- | --- |\n${rows.join("")}`;
}

function cell(probe, library, outcome) {
  switch (judge(probe, outcome)) {
    case "passed":
      return "passed";
    case "later":
      return library === "bellwire" ? `later: ${probe.later}` : `not offered: ${outcome.absent}`;
    case "failed":
      return `**failed**: ${wrongIn(probe, outcome).map((field) => SAID[field](outcome[field] ?? "nothing")).join("; ")}`;
  }
}

/** A row of a table; what would end a cell stays text. */
function row(cells) {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |\n`;
}

function version(name) {
  return JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), "utf8")).version;
}
