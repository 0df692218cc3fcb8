import type { DatasetCache } from "../datasetCache";
import { coarsened } from "./coarsened";
import type { ImageSplits } from "./imageSplits";
import { importedKey, keyOfHash } from "./imagesKey";
import type { Manifest } from "./manifest";

/** Images that were read from files, where data sets are asked for; without a browser there is no other place for them. */
export function imagesInMemory({ hash, coarse }: Manifest, splits: ImageSplits): DatasetCache {
  const key = keyOfHash(hash);
  return {
    get(wanted) {
      for (const split of ["train", "test"] as const) {
        if (wanted === importedKey(key, split)) return Promise.resolve(splits[split]);
        if (coarse !== undefined && wanted === importedKey(key, split, "coarse")) {
          return Promise.resolve(coarsened(splits[split], coarse));
        }
      }
      return Promise.resolve(null);
    },
    put: () => Promise.resolve(),
  };
}
