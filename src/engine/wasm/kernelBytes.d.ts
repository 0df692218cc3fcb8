/** The compiled module, base64; written by scripts/wasm.mjs. */
export const kernelBytes: string;
