// What a probe may ask of a library. A verb that throws or rejects is told as an event; nothing waits for it, since a
// probe looks at messages.

/** The verbs of a library; `tell` is told what happens to it. */
export async function verbs(library, tell) {
  const { make } = await import(`./${library}.js`);
  let line;
  const guarded = (action) => (...values) => {
    Promise.resolve()
      .then(() => action(...values))
      .catch(() => tell("threw"));
  };
  return {
    offers: (verb) => verb in line,
    start: guarded((options) => {
      line = make(options, tell);
      return line.start();
    }),
    ...Object.fromEntries(
      ["call", "hangUp", "hold", "message"].map((verb) => [verb, guarded((...values) => line[verb](...values))]),
    ),
  };
}

/** Tells of exceptions that nobody caught, by their name. */
export function tellUncaught(tell) {
  addEventListener("error", ({ error, message }) => tell("uncaught", error?.name ?? message));
  addEventListener("unhandledrejection", ({ reason }) => tell("uncaught", reason?.name ?? String(reason)));
}
