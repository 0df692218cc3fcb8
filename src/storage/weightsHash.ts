/** Names of what the optimiser and methods keep beside the weights. */
const SLOTS = /^(momentum|moment1|moment2|state)\//;

/**
 * SHA-256 of a network's parameters and running statistics, as 64 hexadecimal digits: by it a trained network is found
 * again, whatever the run is called. Optimiser slots do not count; the order of the tensors does not matter.
 */
export async function weightsHash(tensors: ReadonlyMap<string, Float32Array>): Promise<string> {
  const parts = [...tensors]
    .filter(([name]) => !SLOTS.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, values]) => [
      new TextEncoder().encode(`${name}\n${values.length}\n`),
      new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    ]);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
