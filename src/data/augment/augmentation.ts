import type { Purpose } from "../../random/purpose";

/** Random changes of training images that keep their labels, as settings. */
export interface Augmentation {
  /** Mirrors half of the images left to right. */
  readonly flip: boolean;
  /** Moves each image by up to this many pixels along both axes; 0 for none. */
  readonly shift: number;
  /** What a shift moves in: zeros of the normalised image, black, or grey (byte 128). */
  readonly fill: "mean" | "black" | "grey";
  /** Side of the square that is cut out, in pixels; 0 for none. */
  readonly cutout: number;
  /** How far brightness, contrast and saturation may be from 1. */
  readonly jitter: number;
  /** How far the hue may turn, in turns. */
  readonly hue: number;
  /** Share of the images whose colours change. */
  readonly jittered: number;
  /** Share of the images that lose their colours. */
  readonly grey: number;
  /** What becomes of two views: the same changes, or those of Contrastive Deep Supervision's authors. */
  readonly views: "alike" | "cds";
}

/** Images as they are. */
export const unchanged: Augmentation = {
  flip: false,
  shift: 0,
  fill: "mean",
  cutout: 0,
  jitter: 0,
  hue: 0,
  jittered: 0.8,
  grey: 0,
  views: "alike",
};

/** Size of the images that are changed, in pixels. */
export interface Extent {
  readonly height: number;
  readonly width: number;
}

/**
 * One random change. What it draws for a row of the batch are whole numbers, its own words of the row's `change.ts`; every
 * engine applies them by the same whole-number arithmetic. So an engine neither draws nor rounds, and all of them make the same
 * bits.
 */
export interface AugmentationKind {
  /** Which settings are its own. */
  readonly settings: readonly (keyof Augmentation)[];
  /** What its numbers are drawn for: streamKey(seed, purpose, step, view) is the key. */
  readonly purpose: Purpose;
  /** Whether it can change an image of this view. */
  isOn(augmentation: Augmentation, view: number): boolean;
  /**
   * Writes its words of a row, which were 0; called only where it is on.
   * @param changes words of all rows, `CHANGE_WORDS` each. @param start of this row's words.
   */
  draw(
    key: number,
    row: number,
    augmentation: Augmentation,
    view: number,
    extent: Extent,
    changes: Int32Array,
    start: number,
  ): void;
}

/** Whether a view is one of those that CDS's authors make unlike. */
export const isCdsView = ({ views }: Augmentation, view: number, which: number): boolean =>
  views === "cds" && view === which;
