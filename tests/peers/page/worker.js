// One library where there is no window.

import { tellUncaught, verbs } from "./verbs.js";

const tell = (what, error) => postMessage({ what, error });

tellUncaught(tell);
addEventListener("message", async ({ data }) => {
  const { start } = await verbs(location.search.slice(1), tell);
  start(data);
});
