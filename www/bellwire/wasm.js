// Where the core's module comes from. The one-file package has its own in place of this.

/**
 * Compiles the module that lies beside these scripts.
 *
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile() {
  const response = await fetch(new URL("./core/bellwire_bg.wasm", import.meta.url));
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${response.statusText}`);
  // Browsers compile while they load, and keep what they compiled, if the server names the type.
  return response.headers.get("Content-Type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}
