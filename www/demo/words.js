// What the phone's events mean, in sentences.

/** @param {import("../bellwire/events.js").LinkEvent} event */
export function linkSentence({ state, error, retryIn }) {
  switch (state) {
    case "connecting":
      return "Connecting to the server.";
    case "open":
      return "Connected to the server.";
    case "lost": {
      const next = retryIn === null ? "" : ` Next try in ${seconds(retryIn)}.`;
      return error ? `Not connected. ${error.message}${next}` : "Disconnected.";
    }
  }
}

/** @param {import("../bellwire/events.js").RefreshFailedEvent} event */
export function refreshFailedSentence({ error, left }) {
  return `Still registered, for ${left} s, and trying again. ${error.message}`;
}

/** @param {import("../bellwire/events.js").UnregisteredEvent} event */
export function unregisteredSentence({ error, retrying }) {
  if (!error) return "Signed out.";
  return `Not registered. ${error.message}${retrying ? " The phone goes on trying." : ""}`;
}

/**
 * @param {string} name
 * @param {import("../bellwire/events.js").ProgressEvent} event
 */
export function progressSentence(name, { status, reason, ringing }) {
  const said = `${status} ${reason}`.trim();
  if (ringing === "local") return `It rings at ${name} (${said}).`;
  if (ringing === "network") return `The network plays its own sound (${said}).`;
  return `The server works on it (${said}).`;
}

/**
 * @param {string} name
 * @param {RTCPeerConnectionState} state
 */
export function mediaSentence(name, state) {
  switch (state) {
    case "connected":
      return `The audio connection with ${name} stands.`;
    case "disconnected":
      return "The audio connection is interrupted; the browser tries to mend it.";
    case "failed":
      return "The audio connection failed. Check that a firewall lets UDP through.";
    case "new":
    case "connecting":
      return "The audio connection is being made.";
    case "closed":
      return "The audio connection is closed.";
  }
}

/**
 * What a person did to end a call; `null` where it failed.
 *
 * @param {string} name
 * @param {import("../bellwire/index.js").Call} call
 * @param {import("../bellwire/index.js").CallEnd} end
 * @param {boolean} declined
 */
export function endSentence(name, call, { by, error }, declined) {
  if (by === "local" && !error) return declined ? `You declined the call of ${name}.` : "You ended the call.";
  if (call.direction === "incoming" && error?.kind === "cancelled") return `${name} gave up calling.`;
  return error ? null : `${name} hung up.`;
}

/** @param {number} milliseconds */
function seconds(milliseconds) {
  return milliseconds < 950 ? "less than a second" : `${Math.round(milliseconds / 1000)} s`;
}
