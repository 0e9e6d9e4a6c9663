// What an application in TypeScript writes, and what it must not get away with.

import { Call, Phone, SipError } from "bellwire";
import type { AudioOption, CallEnd, Challenge, Credentials, Device, Devices, PhoneOptions, Ringing, SipErrorKind } from "bellwire";
import type { EndedBy, IceServers, Limits, Remote, SipErrorDetails, Timers, TraceEvent } from "bellwire";
import { Phone as InlinePhone } from "bellwire/inline";

const iceServers: IceServers = async () => [{ urls: "stun:stun.example.com" }];
const timers: Timers = { retry: 10 };
const limits: Limits = { message: 65_536 };

const options: PhoneOptions = {
  server: "wss://sip.example.com",
  account: "sip:alice@example.com",
  credentials: async ({ realm, algorithm, refused }: Challenge): Promise<Credentials | null> =>
    refused ? null : { ha1: { [algorithm]: realm } },
  iceServers,
  iceTransportPolicy: "relay",
  headers: { INVITE: { "X-Desk": "7" } },
  timers,
  limits,
};

export async function use(element: HTMLAudioElement): Promise<string> {
  const phone: Phone = new Phone(options);
  phone.addEventListener("call", ({ call }) => {
    const { name }: Remote = call.remote;
    if (name === null) call.decline({ redirect: "carol" });
    else void call.answer({ audio: "recvonly" });
  });
  phone.addEventListener("link", ({ state, error, retryIn }) => {
    const seconds: number | null = retryIn;
    if (state === "lost") console.log(error?.message, seconds);
  });
  const trace = ({ at, sent, text }: TraceEvent): void => console.log(new Date(at), sent ? "sent" : "received", text);
  phone.addEventListener("trace", trace);
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
  const by: EndedBy = end.by;
  phone.removeEventListener("trace", trace);
  phone.forgetAuth();
  await phone.close();
  return end.error ? advice(end.error) : by;
}

function advice(error: SipError): string {
  const kind: SipErrorKind = error.kind;
  return kind === "busy" ? "later" : `${error.message} ${error.status ?? ""} ${error.contacts.join()}`;
}

const details: SipErrorDetails = { status: 486 };
console.log(new SipError("busy", details).message);

const same: typeof Phone = InlinePhone;
console.log(same);

// @ts-expect-error There is no phone without an account.
new Phone({ server: "wss://sip.example.com" });
// @ts-expect-error Options that do not exist are told.
new Phone({ ...options, pasword: "secret" });
// @ts-expect-error Calls come from a phone.
new Call();
// @ts-expect-error Events come from a phone or a call: there is a type of this name, and nothing else.
console.log(TraceEvent);
// @ts-expect-error No such event.
new Phone(options).addEventListener("ring", ({ call }) => call);
// @ts-expect-error No such kind.
export const wrong = (error: SipError): boolean => error.kind === "bussy";
