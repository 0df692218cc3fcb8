import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import { nextMacrotask } from "../../tasks/nextMacrotask";
import type { Room } from "../pixelRooms";
import { slicesOf } from "../pixels";
import type { DecodedImage } from "./imageDecoder";
import type { ReadContext } from "./reader";
import { resize, type Size } from "./resize";
import type { SourceFile } from "./sourceFile";

/** A picture's file and its class. */
export interface LabelledFile {
  readonly file: SourceFile;
  readonly label: number;
  /** Which camera took it; only in identity sets. */
  readonly camera?: number;
}

/** Side of images that have various sizes, or a larger one than can be trained on here, unless somebody chooses. */
const USUAL_SIZE = 32;
/** Largest side that is kept without being asked. */
const LARGEST_KEPT = 64;
/** Names of files that could not be read, as many as are listed. */
const LISTED = 10;
const PER_TASK = 32;

const PICTURE = /\.(png|jpe?g|webp|gif|bmp)$/i;

export function isPicture({ path }: SourceFile): boolean {
  return PICTURE.test(path);
}

/**
 * Decodes pictures to sets of one size, one set a list. What cannot be read is left out, counted and named. All are grey where
 * every one is. Without a size that was asked for, images of one size stay as they are, others become of the usual one.
 * @throws DatasetError when nothing of a list can be read.
 */
export async function imageSetsOf(
  lists: readonly (readonly LabelledFile[])[],
  context: ReadContext,
  usual: Size = { width: USUAL_SIZE, height: USUAL_SIZE },
): Promise<readonly ImageSet[]> {
  const { note } = context;
  const size = context.size === undefined ? undefined : { width: context.size, height: context.size };
  const failed: string[] = [];
  let told = "";
  const kept = (await decodeAll(lists, size, context, failed, (why) => (told = why))) ?? {
    lists: (await decodeAll(lists, usual, context, failed, (why) => (told = why)))?.lists ?? [],
    resized: true,
  };
  if (failed.length > 0) note({ code: "unreadable", count: failed.length, files: failed.slice(0, LISTED) });
  const images = kept.lists.reduce((sum, { labels }) => sum + labels.length, 0);
  if (kept.resized) note({ code: "resized", count: images, ...(size ?? usual) });
  const grey = kept.lists.every((list) => list.grey);
  return kept.lists.map((list, index) => {
    if (list.labels.length === 0) {
      const [first] = lists[index] ?? [];
      throw new DatasetError({
        code: "noneReadable",
        file: first?.file.path ?? "",
        count: lists[index]?.length ?? 0,
        told,
      });
    }
    return setOf(list, grey);
  });
}

/** What was read of one list. */
interface Kept {
  readonly room: Room | undefined;
  readonly size: Size;
  readonly labels: readonly number[];
  readonly cameras: readonly (number | undefined)[];
  /** Whether every picture is; three channels are written all the same. */
  readonly grey: boolean;
}

/** undefined where no size was given and the images have several, or are too large. */
async function decodeAll(
  lists: readonly (readonly LabelledFile[])[],
  size: Size | undefined,
  { decode, fit, signal, onProgress, rooms }: ReadContext,
  failed: string[],
  onFailed: (why: string) => void,
): Promise<{ readonly lists: readonly Kept[]; readonly resized: boolean } | undefined> {
  failed.length = 0;
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  let [done, resized] = [0, false];
  let first: Size | undefined = size;
  const kept: Kept[] = [];
  for (const list of lists) {
    const labels: number[] = [];
    const cameras: (number | undefined)[] = [];
    let [room, grey]: [Room | undefined, boolean] = [undefined, true];
    for (const { file, label, camera } of list) {
      done += 1;
      if (done % PER_TASK === 0) {
        await nextMacrotask();
        signal.throwIfAborted();
        onProgress(done, total);
      }
      try {
        const image = await decode(await file.read(), file.path);
        first ??= image;
        if (size === undefined && (!isLike(image, first) || Math.max(image.width, image.height) > LARGEST_KEPT)) {
          for (const each of [...kept.map((other) => other.room), room]) each?.drop();
          return undefined;
        }
        const changed = size === undefined ? image : resize(image, size, fit);
        resized ||= changed !== image;
        const bytes = 3 * first.width * first.height;
        room ??= await rooms.take(list.length * bytes);
        room.write(labels.length * bytes, inColour(changed));
        grey &&= changed.channels === 1;
        labels.push(label);
        cameras.push(camera);
      } catch (error) {
        if (!(error instanceof DatasetError) || !("file" in error.fault)) throw error;
        failed.push(file.path);
        onFailed("told" in error.fault ? error.fault.told : error.fault.code);
      }
    }
    kept.push({ room, size: first ?? { width: 0, height: 0 }, labels, cameras, grey });
  }
  onProgress(total, total);
  return { lists: kept, resized };
}

const isLike = (a: Size, b: Size): boolean => a.width === b.width && a.height === b.height;

function inColour({ channels, pixels }: DecodedImage): Uint8Array<ArrayBuffer> {
  if (channels === 3) return pixels;
  const colours = new Uint8Array(3 * pixels.length);
  pixels.forEach((value, pixel) => colours.fill(value, 3 * pixel, 3 * pixel + 3));
  return colours;
}

function setOf({ room, size: { width, height }, labels: classes, cameras }: Kept, grey: boolean): ImageSet {
  const [count, channels] = [classes.length, grey ? 1 : 3];
  const length = count * width * height * 3;
  if (room !== undefined && grey) keepOneOfThree(room, length);
  const images = room?.pixels(grey ? length / 3 : length) ?? new Uint8Array(0);
  const labels = Uint16Array.from(classes);
  const set = { count, height, width, channels, images, labels };
  const seen = cameras.some((camera) => camera !== undefined);
  return seen ? { ...set, cameras: Uint8Array.from(cameras, (camera = 0) => camera) } : set;
}

/** Where every picture is grey, one channel is enough; in its place, since what is written lies before what is read. */
function keepOneOfThree(room: Room, length: number): void {
  let to = 0;
  for (const part of slicesOf(room.pixels(length), 3)) {
    const one = new Uint8Array(part.length / 3);
    for (let at = 0; at < one.length; at += 1) one[at] = part[3 * at] ?? 0;
    room.write(to, one);
    to += one.length;
  }
}
