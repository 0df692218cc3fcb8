import { datasetKey } from "../datasetCache";
import type { ImageSplits } from "./imageSplits";

/** The first digits of a hash, as experiments and links name a set of images. */
export const keyOfHash = (hash: string): string => hash.slice(0, 16);

/** Which classes images are labelled with: their own, or the coarser ones that some sets have. */
export type LabelLevel = "fine" | "coarse";

/** Under which a cache of data sets is asked for images of somebody's own; `key` as {@link keyOfHash} gives it. */
export function importedKey(key: string, split: keyof ImageSplits, level: LabelLevel = "fine"): string {
  return datasetKey("files", level === "fine" ? { hash: key } : { hash: key, labels: level }, 0, split);
}
