// The end of a test: whatever fails, nothing is left running.

/** Closes or stops all of these, one after another, those that there are; then fails for what did not end well. */
export async function closeAll(...things) {
  const failures = [];
  for (const thing of things.filter(Boolean)) {
    try {
      await (thing.stop ?? thing.close).call(thing);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures.length === 1 ? failures[0] : new AggregateError(failures);
}
