import { WEIGHTS_KEY_DIGITS } from "../schema/field";
import type { LibraryEntry } from "./libraryEntrySchema";

/** One arm of a finished run: a network that others may learn from. */
export interface TrainedNetwork {
  /** First digits of the weights' SHA-256. */
  readonly key: string;
  readonly run: string;
  /** Zero-based. */
  readonly arm: number;
  readonly number: number;
  readonly title: string;
  readonly seed: number;
}

/** The finished networks of the library, newest run first; equal weights are listed once. */
export function trainedNetworks(library: readonly LibraryEntry[]): readonly TrainedNetwork[] {
  const networks = new Map<string, TrainedNetwork>();
  for (const { id, number, seed, arms, weights = [] } of library) {
    weights.forEach((hash, arm) => {
      const key = hash.slice(0, WEIGHTS_KEY_DIGITS);
      if (!networks.has(key)) networks.set(key, { key, run: id, arm, number, seed, title: arms[arm]?.title ?? "" });
    });
  }
  return [...networks.values()];
}
