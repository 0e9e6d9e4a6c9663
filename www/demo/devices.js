// Which microphone and which loudspeaker: chosen before a call or in the middle of one. The lists follow what is
// plugged in.

import { t, write } from "./language.js";
import { element, make, showError } from "./page.js";
import { useSpeakerForTones } from "./tone.js";

/** @typedef {import("../bellwire/index.js").Phone} Phone */
/** @typedef {import("../bellwire/index.js").Call} Call */
/** @typedef {import("../bellwire/index.js").Device} Device */

const section = element("sound", HTMLElement);
const microphones = element("microphone", HTMLSelectElement);
const speakers = element("speaker", HTMLSelectElement);
const speakerField = element("speaker-field", HTMLElement);
const hint = element("sound-hint", HTMLElement);

/** Whatever the browser takes, and no microphone at all. */
const DEFAULT = "";
const NONE = "none";

/** @type {Phone | null} */
let phone = null;
/** @type {Call | null} */
let call = null;

/**
 * What was chosen last and could be had, in each list.
 *
 * @type {Map<HTMLSelectElement, string>}
 */
const inUse = new Map();

microphones.addEventListener("change", () => void change(microphones, (id) => call?.useMicrophone(id)));
speakers.addEventListener("change", () => void change(speakers, useSpeaker));
speakerField.hidden = !("setSinkId" in HTMLMediaElement.prototype);

/** @param {Phone | null} own Whose devices are shown. */
export function showDevices(own) {
  phone = own;
  section.hidden = !own;
  own?.addEventListener("deviceschange", () => void refresh());
  void refresh();
}

/**
 * What a new call sends.
 *
 * @returns {import("../bellwire/index.js").AudioOption}
 */
export function chosenAudio() {
  if (microphones.value === NONE) return "recvonly";
  return microphones.value === DEFAULT ? true : { microphone: microphones.value };
}

/**
 * From now on a choice holds for this call at once.
 *
 * @param {Call} own
 */
export function useDevicesIn(own) {
  call = own;
  if (inUse.has(speakers)) void change(speakers, useSpeaker);
  own.addEventListener("answered", () => {
    enableNone(false);
    void refresh(); // The microphone is allowed by now, and the names are told.
  });
  own.addEventListener("ended", () => {
    if (call === own) call = null;
    enableNone(true);
  });
}

/** @param {string} id */
async function useSpeaker(id) {
  await call?.useSpeaker(id);
  useSpeakerForTones(id);
}

/**
 * A device that cannot be had leaves the call and the list as they were.
 *
 * @param {HTMLSelectElement} list
 * @param {(id: string) => Promise<void> | undefined} use
 */
async function change(list, use) {
  const wanted = list.value;
  try {
    await use(wanted);
    inUse.set(list, wanted);
  } catch (error) {
    showError(error);
    list.value = inUse.get(list) ?? DEFAULT;
  }
}

async function refresh() {
  if (!phone) return;
  const own = phone;
  const devices = await own.devices();
  if (phone !== own) return;
  fill(microphones, devices.microphones, "microphone");
  fill(speakers, devices.speakers, "speaker");
  hint.hidden = devices.microphones.some(({ label }) => label !== "");
}

/**
 * Fills a list, and keeps what was chosen as long as it is there.
 *
 * @param {HTMLSelectElement} list
 * @param {Device[]} devices
 * @param {"microphone" | "speaker"} kind
 */
function fill(list, devices, kind) {
  const chosen = list.value;
  const named = devices.filter(({ id }) => id !== "" && id !== "default");
  list.replaceChildren(
    option(DEFAULT, () => t("default")),
    ...named.map(({ id, label }, index) => option(id, () => label || t("numbered", { kind: t(kind), number: index + 1 }))),
    ...(kind === "microphone" ? [option(NONE, () => t("listenOnly"))] : []),
  );
  list.value = [...list.options].some(({ value }) => value === chosen) ? chosen : DEFAULT;
  enableNone(!call);
}

/**
 * In a call silence is the mute button's affair.
 *
 * @param {boolean} enabled
 */
function enableNone(enabled) {
  for (const one of microphones.options) if (one.value === NONE) one.disabled = !enabled;
}

/**
 * @param {string} value
 * @param {() => string} text
 */
function option(value, text) {
  const made = make("option");
  made.value = value;
  write(made, text);
  return made;
}
