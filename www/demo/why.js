// Why a call ended, in words.

import { SipError } from "../bellwire/index.js";
import { inWords, t } from "./language.js";

/**
 * What is remembered of the end of a call.
 *
 * @typedef {object} Ending
 * @property {"incoming" | "outgoing"} direction
 * @property {boolean} answered
 * @property {boolean} [unasked] It came while another call was going on.
 * @property {import("../bellwire/index.js").CallEnd["by"]} by
 * @property {Failure | null} failure
 */

/** @typedef {{ kind: import("../bellwire/index.js").SipErrorKind, status: number | null, reason: string }} Failure */

/**
 * @param {import("../bellwire/index.js").Call} call
 * @param {boolean} answered
 * @param {import("../bellwire/index.js").CallEnd} end
 * @returns {Ending}
 */
export function ending({ direction }, answered, { by, error }) {
  const failure = error && { kind: error.kind, status: error.status, reason: error.reason };
  return { direction, answered, by, failure };
}

/**
 * It failed, and was not ended by somebody who meant to.
 *
 * @param {Ending} ending
 */
export function isFailure({ direction, failure }) {
  const isMeant = failure?.kind === "closed" || (direction === "incoming" && failure?.kind === "cancelled");
  return failure !== null && !isMeant;
}

/**
 * @param {string} name
 * @param {Ending} ending
 * @returns {string}
 */
export function why(name, ending) {
  const { direction, answered, unasked, by, failure } = ending;
  if (unasked) return t("wasBusy", { name });
  if (isFailure(ending) && failure) return inWords(new SipError(failure.kind, failure));
  if (by === "local") return t(answered ? "youEnded" : direction === "incoming" ? "youDeclined" : "youGaveUp", { name });
  return t(failure ? "gaveUp" : "hungUp", { name });
}
