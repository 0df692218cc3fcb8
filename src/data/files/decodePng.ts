import { convertIndexedToRgb, decode, type DecodedPng } from "fast-png";
import { DatasetError } from "../datasetError";
import { MAX_PIXELS, type DecodedImage } from "./imageDecoder";
import { asDecoded } from "./opaque";

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47];

export function isPng(head: Uint8Array): boolean {
  return SIGNATURE.every((byte, index) => head[index] === byte);
}

/**
 * Decodes a PNG of any depth and kind of colour, interlaced or not, to the same bytes on every machine: its numbers as they stand
 * in the file, without a colour profile; of 16 bits the upper 8; transparent pixels on white.
 * @throws DatasetError when it is damaged or too large.
 */
export function decodePng(bytes: Uint8Array<ArrayBuffer>, file: string): DecodedImage {
  if (bytes.length < 24) throw new DatasetError({ code: "cutOff", file, bytes: bytes.length, needs: 24 });
  const header = new DataView(bytes.buffer, bytes.byteOffset);
  const [width, height] = [header.getUint32(16), header.getUint32(20)];
  if (width * height > MAX_PIXELS) {
    throw new DatasetError({ code: "imageTooLarge", file, width, height, most: MAX_PIXELS });
  }
  let png: DecodedPng;
  let pixels: Uint8Array;
  try {
    png = decode(bytes, { checkCrc: true });
    pixels = png.palette === undefined ? unpacked(png) : convertIndexedToRgb(png);
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError({ code: "notAnImage", file, told }, { cause });
  }
  const channels = pixels.length / (width * height);
  if (png.width !== width || png.height !== height || !Number.isInteger(channels)) {
    throw new DatasetError({ code: "notAnImage", file, told: "" });
  }
  return asDecoded(pixels, width, height, channels);
}

/** Bytes of channels, whatever the depth: 1, 2 and 4 bits stand several to a byte, each row beginning a new one. */
function unpacked({ data, depth, width, height, channels }: DecodedPng): Uint8Array {
  if (depth === 16) return Uint8Array.from(data, (value) => value >> 8);
  if (depth === 8) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const values = new Uint8Array(width * height * channels);
  const rowBytes = Math.ceil((width * channels * depth) / 8);
  const largest = 2 ** depth - 1;
  for (let row = 0; row < height; row += 1) {
    for (let at = 0; at < width * channels; at += 1) {
      const bit = at * depth;
      const byte = data[row * rowBytes + (bit >> 3)] ?? 0;
      values[row * width * channels + at] = (((byte >> (8 - depth - (bit & 7))) & largest) * 255) / largest;
    }
  }
  return values;
}
