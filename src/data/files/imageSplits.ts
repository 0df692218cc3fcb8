import type { ImageSet } from "../imageSet";

/** The images of a set by what they are for; all of one size. */
export interface ImageSplits {
  readonly train: ImageSet;
  readonly test: ImageSet;
}
