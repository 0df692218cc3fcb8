import { imageBytes, type ImageSet } from "../../data/imageSet";
import { bytesAt } from "../../data/pixels";
import type { EngineDevice } from "../device";

/*
 * A data set's bytes on the device. They are uploaded once and stay there, shared by all executors and by training and
 * evaluation alike. A buffer that a kernel sees has a largest size, 128 MiB on most devices, and 50,000 colour images of 32 px are
 * more than that: a set lies in pieces, each of whole images. A set of more pieces than a kernel can be given, or one that the
 * device has no room for, does not lie there at all; whoever makes batches then sends each batch's own images.
 */

/** Pieces that one kernel can be given beside what else it reads and writes: every device takes eight buffers. */
export const MOST_PIECES = 4;

/** Bytes that are on their way to the device at a time; whole words. */
const UPLOADED = 1 << 26;

/** A set on a device. */
export interface ResidentSet {
  /** `[pieces]`; one is no larger than what a kernel may see. */
  readonly pieces: readonly GPUBuffer[];
  /** Images of each piece; the last one may have fewer. A multiple of four, so that every piece begins at a whole word. */
  readonly perPiece: number;
}

/** What a device has of each set; undefined where the set did not fit. Goes with the device. */
const resident = new WeakMap<EngineDevice, WeakMap<ImageSet, Promise<ResidentSet | undefined>>>();

/** How a set of so many images is cut; undefined when it takes more pieces than a kernel can be given. */
export function cutInPieces(
  count: number,
  bytes: number,
  most: number,
): { readonly pieces: number; readonly perPiece: number } | undefined {
  const perPiece = Math.min(Math.ceil(count / 4) * 4, Math.floor(most / bytes / 4) * 4);
  if (perPiece === 0) return undefined;
  const pieces = Math.ceil(count / perPiece);
  return pieces <= MOST_PIECES ? { pieces, perPiece } : undefined;
}

/** The set's bytes on the device, uploaded when they are first asked for; undefined where there is no room. @param most bytes of a piece. */
export function setOnDevice(
  device: EngineDevice,
  set: ImageSet,
  most = device.largestBuffer,
): Promise<ResidentSet | undefined> {
  const sets = resident.get(device) ?? new WeakMap<ImageSet, Promise<ResidentSet | undefined>>();
  resident.set(device, sets);
  const known = sets.get(set) ?? upload(device, set, most);
  sets.set(set, known);
  return known;
}

async function upload(device: EngineDevice, set: ImageSet, most: number): Promise<ResidentSet | undefined> {
  const bytes = imageBytes(set);
  const cut = cutInPieces(set.count, bytes, most);
  if (cut === undefined) return undefined;
  const { gpu } = device;
  gpu.pushErrorScope("out-of-memory");
  const pieces = Array.from({ length: cut.pieces }, (_, piece) => {
    const images = Math.min(cut.perPiece, set.count - piece * cut.perPiece);
    const size = 4 * Math.ceil((images * bytes) / 4);
    return device.createBuffer("data set", size, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  });
  if ((await gpu.popErrorScope()) !== null) {
    for (const piece of pieces) piece.destroy();
    return undefined;
  }
  for (const [piece, buffer] of pieces.entries()) {
    const from = piece * cut.perPiece * bytes;
    const length = Math.min(cut.perPiece * bytes, set.images.length - from);
    for (let at = 0; at < length; at += UPLOADED) {
      writeBytes(gpu, buffer, bytesAt(set.images, from + at, Math.min(UPLOADED, length - at)), at);
      // What is on its way lies in memory until it has arrived.
      if (at > 0) await gpu.queue.onSubmittedWorkDone();
    }
  }
  return { pieces, perPiece: cut.perPiece };
}

/** Uploads bytes whose number need not be that of whole words, without a copy of them all. */
export function writeBytes(gpu: GPUDevice, buffer: GPUBuffer, bytes: Uint8Array<ArrayBuffer>, at = 0): void {
  const whole = bytes.length - (bytes.length % 4);
  if (whole > 0) gpu.queue.writeBuffer(buffer, at, bytes, 0, whole);
  if (whole === bytes.length) return;
  const rest = new Uint8Array(4);
  rest.set(bytes.subarray(whole));
  gpu.queue.writeBuffer(buffer, at + whole, rest);
}
