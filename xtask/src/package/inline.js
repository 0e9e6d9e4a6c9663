// Takes the place of www/bellwire/wasm.js where the module is in the script itself: nothing is fetched.

import deflated from "bellwire:module";

export function compile() {
  const module = new Blob([deflated]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return WebAssembly.compileStreaming(new Response(module, { headers: { "Content-Type": "application/wasm" } }));
}
