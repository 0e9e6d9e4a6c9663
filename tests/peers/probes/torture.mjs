// The torture messages of RFC 4475, byte for byte; the library is whom the message is for.

import { readFileSync, readdirSync } from "node:fs";
import { ACCOUNT } from "../trial.mjs";

const FOLDER = new URL("../../corpus/rfc4475/", import.meta.url);
/** A stray of the archive that the files come from. */
const NOT_OF_THE_RFC = "test.dat";

const torture = (bytes) => async (trial) => {
  const [, account] = bytes.toString().match(/^\S+ +<?(sip:[^\s>?@]+@[^\s>;?]+)/) ?? [];
  await trial.start({ account: account ?? ACCOUNT });
  const before = trial.party.heard.length;
  trial.raw(bytes);
  const fence = await trial.handled();
  const said = () => trial.party.heard.slice(before).filter((message) => message !== fence && message.name !== "100");
  if (said().length === 0) await trial.quiet();
  return { status: said().map(({ name }) => name).join(", ") || "silence" };
};

export const probes = Object.fromEntries(
  readdirSync(FOLDER)
    .filter((file) => file !== NOT_OF_THE_RFC)
    .map((file) => [file.replace(".dat", ""), torture(readFileSync(new URL(file, FOLDER)))]),
);
