import type { DatasetCache } from "../datasetCache";
import { coarsened } from "./coarsened";
import { splitsIn, type ImageSplits } from "./imageSplits";
import { importedKey, keyOfHash } from "./imagesKey";
import type { Manifest } from "./manifest";

/** Images that were read from files, where data sets are asked for; without a browser there is no other place for them. */
export function imagesInMemory({ hash, coarse }: Manifest, splits: ImageSplits): DatasetCache {
  const key = keyOfHash(hash);
  return {
    get(wanted) {
      for (const [split, set] of splitsIn(splits)) {
        if (wanted === importedKey(key, split)) return Promise.resolve(set);
        if (coarse !== undefined && wanted === importedKey(key, split, "coarse")) {
          return Promise.resolve(coarsened(set, coarse));
        }
      }
      return Promise.resolve(null);
    },
    put: () => Promise.resolve(),
  };
}
