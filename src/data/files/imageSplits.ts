import type { ImageSet } from "../imageSet";

/** The images of a set by what they are for; all of one size. */
export interface ImageSplits {
  readonly train: ImageSet;
  readonly test: ImageSet;
  /** To be watched while training, where the set has such images beside its test images. */
  readonly val?: ImageSet | undefined;
}

/** The names of those that a set has. */
export const SPLITS = ["train", "test", "val"] as const satisfies readonly (keyof ImageSplits)[];

/** The splits that a set has, by name. */
export const splitsIn = (splits: ImageSplits): readonly (readonly [keyof ImageSplits, ImageSet])[] =>
  SPLITS.flatMap((name) => {
    const set = splits[name];
    return set === undefined ? [] : [[name, set] as const];
  });
