import type { ImageSet } from "./imageSet";

/** A place that may remember decoded or generated sets. Losing one costs time, never a run: neither function throws. */
export interface DatasetCache {
  /** The set stored under this key; null when there is none or it cannot be read. */
  get(key: string): Promise<ImageSet | null>;
  /** Stores a set; does nothing when that is impossible. */
  put(key: string, set: ImageSet): Promise<void>;
}

/** Raise when a generator or decoder gives other bytes for the same settings: older stored sets are then not found. */
const VERSION = 1;

/**
 * The key of one split of a data set: equal exactly when the pictures are.
 * @param settings every setting that the pictures depend on; the order of the names does not matter.
 */
export function datasetKey(
  kind: string,
  settings: Readonly<Record<string, string | number | boolean>>,
  seed: number,
  split: string,
): string {
  const parts = Object.keys(settings)
    .sort()
    .map((name) => `&${encodeURIComponent(name)}=${encodeURIComponent(String(settings[name]))}`);
  return `v${VERSION}&${encodeURIComponent(kind)}&${encodeURIComponent(split)}&seed=${seed}${parts.join("")}`;
}

/** The stored set, or else a newly made one, which is then stored. */
export async function cachedImageSet(
  cache: DatasetCache | undefined,
  key: string,
  make: () => Promise<ImageSet>,
): Promise<ImageSet> {
  const stored = await cache?.get(key);
  if (stored) return stored;
  const set = await make();
  await cache?.put(key, set);
  return set;
}
