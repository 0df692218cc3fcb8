import { DatasetError } from "./datasetError";
import type { ImageSet } from "./imageSet";

/** Contents of an IDX file of bytes. */
export interface IdxArray {
  /** `[images, height, width]` or `[labels]`. */
  readonly shape: readonly number[];
  readonly data: Uint8Array<ArrayBuffer>;
}

/** Two zero bytes, type 8 (unsigned byte), number of dimensions. */
const MAGIC_LABELS = 0x801;
const MAGIC_IMAGES = 0x803;
const MAGIC_GZIP = 0x1f8b;

/**
 * Reads an IDX file: big-endian magic number, one 32-bit length per dimension, then bytes. May be gzipped.
 * @param name of the file, for messages.
 * @throws DatasetError when the file is something else, damaged, or shorter or longer than it says.
 * Source: "The IDX file format", Y. LeCun's MNIST page.
 */
export async function decodeIdx(file: Uint8Array<ArrayBuffer>, name: string): Promise<IdxArray> {
  const zipped = file.length >= 2 && new DataView(file.buffer, file.byteOffset).getUint16(0) === MAGIC_GZIP;
  return parseIdx(zipped ? await gunzip(file, name) : file, name);
}

function parseIdx(bytes: Uint8Array<ArrayBuffer>, name: string): IdxArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4) throw new DatasetError(name, `has ${bytes.length} bytes, too short for an IDX file`);
  const magic = view.getUint32(0);
  if (magic !== MAGIC_LABELS && magic !== MAGIC_IMAGES) {
    const found = `0x${magic.toString(16).padStart(8, "0")}`;
    throw new DatasetError(name, `starts with ${found}; an IDX file has 0x00000803 (images) or 0x00000801 (labels)`);
  }
  const dimensions = magic & 0xff;
  const header = 4 + 4 * dimensions;
  if (bytes.length < header) {
    throw new DatasetError(
      name,
      `has ${bytes.length} bytes, but its header alone needs ${header}: the file was cut off`,
    );
  }
  const shape = Array.from({ length: dimensions }, (_, d) => view.getUint32(4 + 4 * d));
  const expected = header + shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== expected) {
    const problem = bytes.length < expected ? "the file was cut off" : "something else follows";
    throw new DatasetError(name, `has ${bytes.length} bytes, but ${shape.join(" × ")} needs ${expected}: ${problem}`);
  }
  return { shape, data: bytes.subarray(header) };
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream === "undefined") {
    throw new DatasetError(name, "is gzipped, which this browser cannot unpack; give the unpacked file");
  }
  try {
    const unzipped = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(unzipped).arrayBuffer());
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError(name, `cannot be unpacked: the gzip data are damaged or cut off (${reason})`);
  }
}

/**
 * A set of grey images from an image file and its label file, one channel.
 * @throws DatasetError when the two do not belong together.
 */
export function imageSetOfIdx(images: IdxArray, labels: IdxArray, name: string): ImageSet {
  const [count, height, width] = images.shape;
  if (count === undefined || height === undefined || width === undefined) {
    throw new DatasetError(name, `holds labels (${images.shape.join(" × ")}); expected images, count × height × width`);
  }
  if (labels.shape.length !== 1) {
    throw new DatasetError(name, `labels are ${labels.shape.join(" × ")}; expected one number per image`);
  }
  if (labels.shape[0] !== count) {
    throw new DatasetError(name, `has ${count} images but ${labels.shape[0]} labels; expected equal numbers`);
  }
  return { count, height, width, channels: 1, images: images.data, labels: Uint16Array.from(labels.data) };
}
