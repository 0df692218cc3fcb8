/**
 * Joins still WebP pictures, as a browser's canvas writes them, into one that moves.
 *
 * Source: developers.google.com/speed/webp/docs/riff_container, sections "Extended File Format" and "Animation".
 */

/**
 * @param {readonly { readonly webp: Uint8Array, readonly ms: number }[]} frames all of one size; how long each is shown
 * @param {{ readonly width: number, readonly height: number }} size in pixels
 * @returns {Buffer} shown over and over
 */
export function animate(frames, { width, height }) {
  const sides = [...three(width - 1), ...three(height - 1)];
  const moves = 0x02;
  const opaque = 0x02;
  return riff([
    chunk("VP8X", Buffer.from([moves, 0, 0, 0, ...sides])),
    // White behind everything; for ever.
    chunk("ANIM", Buffer.from([255, 255, 255, 255, 0, 0])),
    ...frames.map(({ webp, ms }) =>
      chunk("ANMF", Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, ...sides, ...three(ms), opaque]), pixels(webp)])),
    ),
  ]);
}

/**
 * The chunk with the pixels of a still picture.
 *
 * @param {Uint8Array} webp
 * @returns {Buffer}
 */
function pixels(webp) {
  const file = Buffer.from(webp);
  if (file.toString("latin1", 0, 4) !== "RIFF" || file.toString("latin1", 8, 12) !== "WEBP") {
    throw new Error("webp: a frame is no WebP picture");
  }
  for (let at = 12; at + 8 <= file.length;) {
    const length = file.readUInt32LE(at + 4);
    const end = at + 8 + length + (length % 2);
    if (/^VP8[ L]$/u.test(file.toString("latin1", at, at + 4))) return file.subarray(at, end);
    at = end;
  }
  throw new Error("webp: a frame has no pixels");
}

/** @type {(value: number) => number[]} */
const three = (value) => [value & 255, (value >> 8) & 255, (value >> 16) & 255];

/** @type {(name: string, body: Buffer) => Buffer} */
function chunk(name, body) {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** @type {(chunks: Buffer[]) => Buffer} */
const riff = (chunks) => chunk("RIFF", Buffer.concat([Buffer.from("WEBP", "latin1"), ...chunks]));
