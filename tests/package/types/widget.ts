// The element, as an application in TypeScript has it.

import { BellwireCall } from "bellwire/widget";
import "bellwire/widget.js";
import type { CallerSource, ErrorEventDetail, State, StateEventDetail } from "bellwire/widget";

const source: CallerSource = async () => ({ account: "sip:web7@example.com", ha1: "0".repeat(32) });

export async function press(page: Document): Promise<State> {
  const element: BellwireCall | null = page.querySelector("bellwire-call");
  if (!element) return "idle";
  element.server = "wss://sip.example.com";
  element.credentials = source;
  element.addEventListener("bellwire-call:state", ({ detail }) => {
    const { state, call }: StateEventDetail = detail;
    console.log(state, call?.remote.uri);
  });
  // An element that the page took away tells it at the document.
  page.addEventListener("bellwire-call:error", ({ detail }) => tell(detail));
  const call = await element.call();
  element.mute();
  await element.sendTones("1");
  element.mute(false);
  await call.ended;
  return element.state;
}

function tell({ error }: ErrorEventDetail): void {
  console.log(error.kind, error.message);
}

// @ts-expect-error Nothing else is called so.
document.createElement("bellwire-call").dial();
// @ts-expect-error Nor has its event another detail.
document.addEventListener("bellwire-call:state", ({ detail }) => detail.error);
