// What an application in TypeScript writes, and what it must not get away with.

import { Call, Phone, SipError } from "bellwire";
import type { AudioOption, CallEnd, Challenge, Credentials, Device, Devices, PhoneOptions, Ringing, SipErrorKind } from "bellwire";
import { Phone as InlinePhone } from "bellwire/inline";

const options: PhoneOptions = {
  server: "wss://sip.example.com",
  account: "sip:alice@example.com",
  credentials: async ({ realm, algorithm, refused }: Challenge): Promise<Credentials | null> =>
    refused ? null : { ha1: { [algorithm]: realm } },
  iceServers: async () => [{ urls: "stun:stun.example.com" }],
  iceTransportPolicy: "relay",
  headers: { INVITE: { "X-Desk": "7" } },
  timers: { retry: 10 },
};

export async function use(element: HTMLAudioElement): Promise<string> {
  const phone: Phone = new Phone(options);
  phone.addEventListener("call", ({ call }) => {
    const name: string | null = call.remote.name;
    if (name === null) call.decline({ redirect: "carol" });
    else void call.answer({ audio: "recvonly" });
  });
  phone.addEventListener("link", ({ state, error, retryIn }) => {
    const seconds: number | null = retryIn;
    if (state === "lost") console.log(error?.message, seconds);
  });
  await phone.start({ signal: AbortSignal.timeout(1_000) });
  phone.prepare();
  const audio: AudioOption = new MediaStream();
  const call: Call = phone.call("bob", { audio, expires: 30 });
  call.attach(element);
  call.addEventListener("progress", ({ ringing }) => {
    const who: Ringing = ringing;
    console.log(who);
  }, { once: true });
  await call.answered;
  await call.sendTones("12#");
  call.mute();
  const { microphones, speakers }: Devices = await phone.devices();
  const microphone: Device | undefined = microphones.at(-1);
  if (microphone) await call.useMicrophone(microphone.id);
  await call.useSpeaker(speakers[0]?.id ?? "");
  if (call.muted) call.unmute();
  const peer: RTCPeerConnection | null = call.peer;
  console.log(peer?.connectionState);
  call.hangUp();
  const end: CallEnd = await call.ended;
  phone.forgetAuth();
  await phone.close();
  return end.error ? advice(end.error) : end.by;
}

function advice(error: SipError): string {
  const kind: SipErrorKind = error.kind;
  return kind === "busy" ? "later" : `${error.message} ${error.status ?? ""} ${error.contacts.join()}`;
}

const same: typeof Phone = InlinePhone;
console.log(same);

// @ts-expect-error There is no phone without an account.
new Phone({ server: "wss://sip.example.com" });
// @ts-expect-error Options that do not exist are told.
new Phone({ ...options, pasword: "secret" });
// @ts-expect-error Calls come from a phone.
new Call();
// @ts-expect-error No such event.
new Phone(options).addEventListener("ring", ({ call }) => call);
// @ts-expect-error No such kind.
export const wrong = (error: SipError): boolean => error.kind === "bussy";
