import type { DatasetCache } from "../../data/datasetCache";
import type { DatasetInfo } from "../../data/datasetInfo";
import type { OnProgress } from "../../data/imageRecipe";
import type { ImageSet } from "../../data/imageSet";
import type { Fields, Values } from "../../schema/field";
import type { Entry } from "../registry";

/** The pictures of one experiment. */
export interface Splits {
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** The set's own validation images, in the order in which they are measured; absent where it has none. */
  readonly validation?: ImageSet;
}

export interface LoadOptions {
  /** Called with the images had so far and their total, both splits together; the last call has both equal. */
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Asked before anything is drawn or fetched, and given what was. */
  readonly cache?: DatasetCache | undefined;
}

/** A source of labelled pictures. */
export interface Dataset<K extends string, F extends Fields> extends Entry<K, F> {
  /** A short name with the settings in it: `Totem, 16 px`. */
  name(values: Values<F>): string;
  /** Whether these settings name no images yet; absent where they always do. */
  isUnset?(values: Values<F>): boolean;
  /** Sizes, classes and names, without making or fetching a picture. */
  describe(values: Values<F>): DatasetInfo;
  /**
   * Makes or fetches the pictures; the counts and shapes are those of `describe`.
   * @param seed the experiment's.
   * @throws the signal's reason when it is aborted; DatasetError when the pictures cannot be had.
   */
  load(values: Values<F>, seed: number, options?: LoadOptions): Promise<Splits>;
  /**
   * One picture alone, as `load` makes it; absent where pictures cannot be had one by one.
   * @param seed the experiment's.
   * @returns `[height, width, channels]` bytes.
   * @throws RangeError for a picture that does not exist; what a dynamic import throws when its code does not come.
   */
  picture?(values: Values<F>, seed: number, split: "train" | "test", index: number): Promise<Uint8Array>;
}

/** Infers kind and fields, so that `values` is typed inside `load`. */
export const dataset = <const K extends string, F extends Fields>(entry: Dataset<K, F>): Dataset<K, F> => entry;

/** Any entry of the registry, its settings not distinguished. */
export type AnyDataset = Dataset<string, Fields>;
