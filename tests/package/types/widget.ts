// The element, as an application in TypeScript has it.

import { BellwireCall } from "bellwire/widget";
import type { CallerSource, ErrorEventDetail, State, StateEventDetail } from "bellwire/widget";

const source: CallerSource = async () => ({ account: "sip:web7@example.com", ha1: "0".repeat(32) });

export async function press(page: Document): Promise<State> {
  const element: BellwireCall | null = page.querySelector("bellwire-call");
  if (!element) return "idle";
  element.server = "wss://sip.example.com";
  element.credentials = source;
  element.addEventListener("bellwire-call:state", (event) => {
    const { state, call } = (event as CustomEvent<StateEventDetail>).detail;
    console.log(state, call?.remote.uri);
  });
  element.addEventListener("bellwire-call:error", (event) => {
    const { error } = (event as CustomEvent<ErrorEventDetail>).detail;
    console.log(error.kind, error.message);
  });
  const call = await element.call();
  await call.ended;
  return element.state;
}

// @ts-expect-error Nothing else is called so.
document.createElement("bellwire-call").dial();
