import { DatasetError } from "../datasetError";
import type { ImageSet } from "../imageSet";
import { nextMacrotask } from "../../tasks/nextMacrotask";
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
  const images = kept.lists.reduce((sum, list) => sum + list.length, 0);
  if (kept.resized) note({ code: "resized", count: images, ...(size ?? usual) });
  const grey = kept.lists.every((list) => list.every(({ image }) => image.channels === 1));
  return kept.lists.map((list, index) => {
    if (list.length === 0) {
      const [first] = lists[index] ?? [];
      throw new DatasetError({
        code: "noneReadable",
        file: first?.file.path ?? "",
        count: lists[index]?.length ?? 0,
        told,
      });
    }
    return setOf(list, grey ? 1 : 3);
  });
}

interface Kept {
  readonly image: DecodedImage;
  readonly label: number;
  readonly camera?: number;
}

/** undefined where no size was given and the images have several, or are too large. */
async function decodeAll(
  lists: readonly (readonly LabelledFile[])[],
  size: Size | undefined,
  { decode, fit, signal, onProgress }: ReadContext,
  failed: string[],
  onFailed: (why: string) => void,
): Promise<{ readonly lists: readonly (readonly Kept[])[]; readonly resized: boolean } | undefined> {
  failed.length = 0;
  const total = lists.reduce((sum, list) => sum + list.length, 0);
  let [done, resized] = [0, false];
  let first: DecodedImage | undefined;
  const kept: Kept[][] = [];
  for (const list of lists) {
    const own: Kept[] = [];
    kept.push(own);
    for (const { file, ...of } of list) {
      done += 1;
      if (done % PER_TASK === 0) {
        await nextMacrotask();
        signal.throwIfAborted();
        onProgress(done, total);
      }
      try {
        const image = await decode(await file.read(), file.path);
        first ??= image;
        if (size === undefined) {
          const { width, height } = image;
          if (width !== first.width || height !== first.height || Math.max(width, height) > LARGEST_KEPT)
            return undefined;
          own.push({ image, ...of });
        } else {
          const changed = resize(image, size, fit);
          resized ||= changed !== image;
          own.push({ image: changed, ...of });
        }
      } catch (error) {
        if (!(error instanceof DatasetError)) throw error;
        failed.push(file.path);
        onFailed("told" in error.fault ? error.fault.told : error.fault.code);
      }
    }
  }
  onProgress(total, total);
  return { lists: kept, resized };
}

function setOf(list: readonly Kept[], channels: 1 | 3): ImageSet {
  const { width, height } = list[0]?.image ?? { width: 0, height: 0 };
  const bytes = width * height * channels;
  const images = new Uint8Array(list.length * bytes);
  list.forEach(({ image }, index) => {
    if (image.channels === channels) images.set(image.pixels, index * bytes);
    else
      image.pixels.forEach((value, pixel) =>
        images.fill(value, index * bytes + 3 * pixel, index * bytes + 3 * pixel + 3),
      );
  });
  const labels = Uint16Array.from(list, ({ label }) => label);
  const set = { count: list.length, height, width, channels, images, labels };
  const seen = list.some(({ camera }) => camera !== undefined);
  return seen ? { ...set, cameras: Uint8Array.from(list, ({ camera = 0 }) => camera) } : set;
}
