import { DatasetError } from "../../src/data/datasetError";
import { decodePng, isPng } from "../../src/data/files/decodePng";
import type { ImageDecoder } from "../../src/data/files/imageDecoder";

/** By the first bytes of a file, what people call it. */
const FORMATS: readonly (readonly [head: readonly number[], name: string])[] = [
  [[0xff, 0xd8], "JPEG"],
  [[0x47, 0x49, 0x46], "GIF"],
  [[0x42, 0x4d], "BMP"],
  [[0x52, 0x49, 0x46, 0x46], "WebP"],
];

/** Without a browser, PNG alone is read, to the same bytes as there. */
export const nodeDecoder: ImageDecoder = (bytes, file) =>
  new Promise((resolve) => {
    if (isPng(bytes)) {
      resolve(decodePng(bytes, file));
      return;
    }
    const format = FORMATS.find(([head]) => head.every((byte, index) => bytes[index] === byte))?.[1];
    throw new DatasetError(
      format === undefined ? { code: "notAnImage", file, told: "" } : { code: "noDecoder", file, format },
    );
  });
