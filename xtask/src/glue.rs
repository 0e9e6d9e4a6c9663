//! The glue that wasm-bindgen writes, without what no browser needs that can load the module, and fit for a second core
//! after the first one crashed.
//!
//! The module has reference types and our JavaScript has static blocks, so every browser that gets this far has
//! `FinalizationRegistry` and `encodeInto`; memory never reaches two gigabytes, so no address is negative; and the module
//! is handed over by our own lines in `load.js`.

use anyhow::{Result, ensure};
use regex::RegexBuilder;

/// What is found, as a regular expression, and what stands in its place. Each must be there: another version of
/// wasm-bindgen writes another glue.
#[rustfmt::skip]
const CUTS: [(&str, &str); 26] = [
    // Cores and media hosts are freed by `Phone`; after a crash their addresses are those of another core.
    (r"const (?:Core|MediaHost)Finalization = .*?\);\n", ""),
    (r"\n\s+(?:Core|MediaHost)Finalization\.\w+\([^\n]*\);", ""),
    // Browsers without FinalizationRegistry.
    (r"\(typeof FinalizationRegistry === 'undefined'\)\s+\? \{.*?\}\s+: ", ""),
    // `using`: what is freed is freed by `Phone`.
    (r"if \(Symbol\.dispose\) \w+\.prototype\[Symbol\.dispose\] = \w+\.prototype\.free;\n", ""),
    // Browsers without encodeInto.
    (r"    if \(realloc === undefined\) \{.*?\n    \}\n\n", ""),
    (r"\nif \(!\('encodeInto' in cachedTextEncoder\)\) \{.*?\n\}\n", ""),
    // Safari's decoder, which gives up after two gigabytes of text in one page.
    (r"const MAX_SAFARI_DECODE_BYTES.*?\nfunction decodeText\(bytes\) \{.*?\n\}\n", ""),
    (r"let (cachedTextDecoder = [^\n]*)\ncachedTextDecoder\.decode\(\);\n", "const $1\n"),
    (r"\bdecodeText\(", "cachedTextDecoder.decode("),
    // Memory that grew has another buffer, and so has another core's.
    (r"(cachedDataViewMemory0) === null \|\| cachedDataViewMemory0\.buffer\.detached[^\n]*\) \{", "$1?.buffer !== wasm.memory.buffer) {"),
    (r"(cachedUint8ArrayMemory0) === null \|\| cachedUint8ArrayMemory0\.byteLength === 0", "$1?.buffer !== wasm.memory.buffer"),
    // Other ways to hand over the module. A second call begins anew.
    (
        r"let wasmModule, wasmInstance, wasm;\n.*",
        "let wasm, alive;\nexport function initSync({ module }) {\n    \
         alive = wasm = new WebAssembly.Instance(module, __wbg_get_imports()).exports;\n    wasm.__wbindgen_start();\n}\n\
         export function halt() {\n    alive = undefined;\n}\n",
    ),
    // A callback of a core that crashed does nothing, and is never dropped in the memory of the next.
    (r"(const state = \{ a: arg0, b: arg1, cnt: 1) \};", "$1, wasm };"),
    (r"(const real = \(\.\.\.args\) => \{\n)", "$1        if (state.wasm !== alive) return;\n"),
    (r"FinalizationRegistry\(state => wasm\.", "FinalizationRegistry(state => state.wasm === wasm && wasm."),
    // Nothing else wants the address of what is freed.
    (r"    __destroy_into_raw\(\) \{.*?\n    \}\n", ""),
    (r"const ptr = this\.__destroy_into_raw\(\);\n\s+(wasm\.\w+\()ptr, 0\);", "${1}this.__wbg_ptr, 0);\n        this.__wbg_ptr = 0;"),
    // Where the second text finds no memory, neither will anything else.
    (r"(    let ptr0, len0, ptr1, len1;\n)    try \{\n(.*?)\n    \} catch \(e\) \{.*?throw e;\n    \}\n", "$1$2\n"),
    (r"x === undefined \|\| x === null", "x == null"),
    // Addresses.
    (r"ptr / 1\b", "ptr"),
    (r"\((\w+) >>> 0\) \+ \d \* 0", "$1"),
    (r"\((\w+) >>> 0\) \+ (\d) \* 1", "$1 + $2"),
    (r"(\s+ptr = ptr >>> 0;)| >>> 0", ""),
    // Arrows are shorter.
    (r"function\(\) \{ return handleError\(function \(([^)]*)\) \{(.*?)\n        \}, arguments\); \}", "handleError(($1) => {$2\n        })"),
    (r"(\n        \w+: )function\(([^)]*)\) \{", "$1($2) => {"),
    (r"function handleError\(f, args\) \{\n    try \{\n        return f\.apply\(this, args\);(.*?\n    \})\n\}\n", "function handleError(f) {\n    return (...args) => {\n    try {\n        return f(...args);$1\n    };\n}\n"),
];

/// Cuts it down.
///
/// # Errors
///
/// When something that is to be cut is not there.
pub(crate) fn trim(glue: &str) -> Result<String> {
    let mut glue = glue.to_owned();
    for (found, placed) in CUTS {
        let found = RegexBuilder::new(found).dot_matches_new_line(true).build()?;
        ensure!(found.is_match(&glue), "the glue of this wasm-bindgen is another one: it has no {found}");
        glue = found.replace_all(&glue, placed).into_owned();
    }
    Ok(glue)
}
