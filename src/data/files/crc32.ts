/**
 * A cyclic redundancy check over 32 bits, byte by byte. Source: PNG specification, annex D.
 * @param polynomial bits in reversed order.
 * @returns what computes it: an unsigned 32-bit number.
 */
export function crcOf(polynomial: number): (bytes: Uint8Array) => number {
  // Remainders of single bytes.
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit += 1) rest = (rest & 1) === 1 ? (rest >>> 1) ^ polynomial : rest >>> 1;
    return rest;
  });
  return (bytes) => {
    let rest = 0xffffffff;
    for (let at = 0; at < bytes.length; at += 1) rest = (rest >>> 8) ^ (table[(rest ^ (bytes[at] ?? 0)) & 255] ?? 0);
    return ~rest >>> 0;
  };
}

/** As zip, gzip and PNG hold it. */
export const crc32 = crcOf(0xedb88320);
