// The heap of a page's JavaScript, as V8 itself counts it.

/** What lives there after collection, in bytes. */
export async function usedBy(session) {
  // What a collection lets go may let go of more.
  for (let times = 0; times < 3; times += 1) await session.send("HeapProfiler.collectGarbage");
  return (await session.send("Runtime.getHeapUsage")).usedSize;
}

/** What of it is code: what V8 compiled, and what it learned for that; in bytes. */
export async function codeOf(session) {
  const chunks = [];
  const take = ({ chunk }) => chunks.push(chunk);
  session.on("HeapProfiler.addHeapSnapshotChunk", take);
  await session.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  session.off("HeapProfiler.addHeapSnapshotChunk", take);
  const { snapshot: { meta }, nodes } = JSON.parse(chunks.join(""));
  // One list of numbers, so many for each node.
  const [type, size] = ["type", "self_size"].map((field) => meta.node_fields.indexOf(field));
  const kind = meta.node_types[type].indexOf("code");
  let bytes = 0;
  for (let node = 0; node < nodes.length; node += meta.node_fields.length) {
    if (nodes[node + type] === kind) bytes += nodes[node + size];
  }
  return bytes;
}
