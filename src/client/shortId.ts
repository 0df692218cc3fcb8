/** Eight hexadecimal digits by chance; unlike `crypto.randomUUID`, pages without https have these, too. */
export function shortId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(4)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
