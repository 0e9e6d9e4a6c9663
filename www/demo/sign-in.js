// Who uses the phone: somebody of the built-in server by one click, or an account at any other server.

import { SipError } from "../bellwire/index.js";
import { t } from "./language.js";
import { element, showAlert } from "./page.js";
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

/** @param {boolean} visible */
export function showSignIn(visible) {
  section.hidden = !visible;
}

/** The phone has the password now, and the page needs it no more. */
export function forgetPassword() {
  fields.password.value = "";
}

/**
 * Puts the focus where somebody goes on, after a failure or when they have signed out.
 *
 * @param {Identity | null} identity Whose phone failed.
 * @param {unknown} error
 */
export function focusSignIn(identity, error) {
  if (!identity || identity.builtIn) section.querySelector("button")?.focus();
  else if (error instanceof SipError && error.kind === "credentials") fields.password.focus();
  else fields.server.focus();
}

function fillWithKept() {
  /** @type {Record<string, unknown>} */
  const values = kept("account", {});
  for (const name of KEPT) if (typeof values[name] === "string") fields[name].value = values[name];
  keepThem.checked = typeof values["server"] === "string";
}

/** @returns {Identity | null} */
function ownIdentity() {
  for (const field of Object.values(fields)) field.removeAttribute("aria-invalid");
  for (const name of /** @type {const} */ (["server", "account"])) {
    const field = fields[name];
    if (field.value.trim()) continue;
    showAlert(() => t("fillIn", { field: t(name) }));
    field.setAttribute("aria-invalid", "true");
    field.focus();
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
