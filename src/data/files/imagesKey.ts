import { datasetKey } from "../datasetCache";
import type { ImageSplits } from "./imageSplits";

/** The first digits of a hash, as experiments and links name a set of images. */
export const keyOfHash = (hash: string): string => hash.slice(0, 16);

/** Under which a cache of data sets is asked for images of somebody's own; `key` as {@link keyOfHash} gives it. */
export function importedKey(key: string, split: keyof ImageSplits): string {
  return datasetKey("files", { hash: key }, 0, split);
}
