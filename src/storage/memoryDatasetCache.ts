import type { DatasetCache } from "../data/datasetCache";
import type { ImageSet } from "../data/imageSet";

/** Sets kept in memory: training and test of the last two experiments. */
const KEPT_SETS = 4;

/**
 * Remembers the last few sets, so that a reset starts at once; others are asked of and given to the cache behind it.
 * Sets are shared, not copied: nobody writes into an image set.
 */
export function createMemoryDatasetCache(behind?: DatasetCache): DatasetCache {
  const sets = new Map<string, ImageSet>();
  const remember = (key: string, set: ImageSet): void => {
    sets.delete(key);
    sets.set(key, set);
    for (const oldest of sets.keys()) {
      if (sets.size <= KEPT_SETS) break;
      sets.delete(oldest);
    }
  };
  return {
    async get(key) {
      const held = sets.get(key) ?? (await behind?.get(key)) ?? null;
      if (held !== null) remember(key, held);
      return held;
    },
    async put(key, set) {
      remember(key, set);
      await behind?.put(key, set);
    },
  };
}
