// Nothing is waited for without a limit.

/** What comes of `work`, or a rejection with `error` after so many milliseconds. */
export async function within(limit, work, error) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(reject, limit, error);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
