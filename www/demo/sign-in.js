// Who uses the phone: somebody of the built-in server by one click, or an account at any other server.

import { SipError } from "../bellwire/index.js";
import { fieldOf, t } from "./language.js";
import { element, scrollToAlert, showAlert, showAlertsAfter, showError } from "./page.js";
import { identityOf, isKnown } from "./people.js";
import { keep, kept } from "./store.js";

/** @typedef {import("./people.js").Identity} Identity */

const section = element("sign-in", HTMLElement);
const form = element("own-server", HTMLFormElement);
const fields = {
  server: element("server", HTMLInputElement),
  account: element("account", HTMLInputElement),
  password: element("password", HTMLInputElement),
  authUser: element("auth-user", HTMLInputElement),
  displayName: element("display-name", HTMLInputElement),
};
const keepThem = element("keep", HTMLInputElement);
const submit = element("enter", HTMLButtonElement);
const status = element("status", HTMLElement);
const tryTitle = element("try-title", HTMLElement);
const ownTitle = element("own-title", HTMLElement);

/** @typedef {keyof typeof fields} Field */

/**
 * Where to look first after a failure of this kind.
 *
 * @type {Partial<Record<import("../bellwire/index.js").SipErrorKind, Field>>}
 */
const TO_BLAME = {
  unreachable: "server",
  subprotocol: "server",
  timeout: "server",
  credentials: "password",
  forbidden: "account",
  notFound: "account",
};

/** What may be kept in the browser; the password never is. */
const KEPT = /** @type {const} */ (["server", "account", "authUser", "displayName"]);

/**
 * Asks who somebody is, as often as needed.
 *
 * @param {(identity: Identity) => void} enter
 */
export function askWho(enter) {
  fillWithKept();
  for (const button of section.querySelectorAll("button[data-user]")) {
    button.addEventListener("click", () => enter(identityOf(button.getAttribute("data-user") ?? "")));
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const identity = ownIdentity();
    if (identity) enter(identity);
  });
  const asked = new URLSearchParams(location.search).get("user");
  if (isKnown(asked)) enter(identityOf(asked));
}

/** Leaves all of it to be seen, and none to be used. */
export function forbidSignIn() {
  for (const button of section.querySelectorAll("button")) button.disabled = true;
}

/** @param {boolean} visible */
export function showSignIn(visible) {
  section.hidden = !visible;
  showAlertsAfter(status);
  for (const field of Object.values(fields)) {
    field.removeAttribute("aria-invalid");
    field.removeAttribute("aria-describedby");
  }
}

/** The phone has the password now, and the page needs it no more. */
export function forgetPassword() {
  fields.password.value = "";
}

/** Puts the focus where somebody goes on who has signed out. */
export function focusSignIn() {
  section.querySelector("button")?.focus();
}

/**
 * Says why somebody is not signed in, and puts the focus where they go on.
 *
 * @param {Identity} identity
 * @param {unknown} error
 */
export function showFailure(identity, error) {
  showAlertsAfter(identity.builtIn ? tryTitle : ownTitle);
  showError(error);
  const field = error instanceof SipError && fieldToBlame(error);
  if (identity.builtIn) focusSignIn();
  else if (field) blame(field);
  else submit.focus();
  scrollToAlert();
}

/** @param {SipError} error */
function fieldToBlame(error) {
  return error.kind === "configuration" ? fieldOf(error) : TO_BLAME[error.kind];
}

/** @param {Field} name */
function blame(name) {
  const field = fields[name];
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", "alert");
  const more = field.closest("details");
  if (more) more.open = true;
  field.focus();
}

function fillWithKept() {
  /** @type {Record<string, unknown>} */
  const values = kept("account", {});
  for (const name of KEPT) if (typeof values[name] === "string") fields[name].value = values[name];
  keepThem.checked = typeof values["server"] === "string";
}

/** @returns {Identity | null} */
function ownIdentity() {
  showSignIn(true);
  for (const name of /** @type {const} */ (["server", "account"])) {
    if (fields[name].value.trim()) continue;
    showAlertsAfter(ownTitle);
    showAlert(() => t("fillIn", { field: t(name) }));
    blame(name);
    scrollToAlert();
    return null;
  }
  const [server, account, authUser, displayName] =
    [fields.server, fields.account, fields.authUser, fields.displayName].map(({ value }) => value.trim());
  keep("account", keepThem.checked ? { server, account, authUser, displayName } : null);
  return {
    name: () => displayName || withoutScheme(String(account)),
    options: {
      server: withScheme("wss://", String(server)),
      account: withScheme("sip:", String(account)),
      ...(fields.password.value && { password: fields.password.value }),
      ...(authUser && { authUser }),
      ...(displayName && { displayName }),
    },
    builtIn: null,
  };
}

/**
 * People leave it out: `alice@example.com` is `sip:alice@example.com`.
 *
 * @param {string} scheme
 * @param {string} address
 */
function withScheme(scheme, address) {
  return /^(wss?|sips?):/i.test(address) ? address : scheme + address;
}

/** @param {string} account */
function withoutScheme(account) {
  return account.replace(/^sips?:/i, "");
}
