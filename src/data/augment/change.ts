/**
 * What happens to one row of a batch, as seventeen whole numbers. All zeros leave an image as it is. The kernels of the engines
 * read them by these places.
 */
export const CHANGE_WORDS = 17;

/** Places of a row's words. */
export const Change = {
  /** 1: left and right are exchanged, before everything else. */
  mirrored: 0,
  /** `out[r, c] = mirrored[r + down, c + right]`. */
  down: 1,
  right: 2,
  /** What is moved in: 0 for zero of the normalised image, else 1 + the byte. */
  fill: 3,
  /** What is cut out: rows `top` to `bottom` − 1 and columns `left` to `end` − 1, which may lie outside; nothing when empty. */
  top: 4,
  left: 5,
  bottom: 6,
  end: 7,
  /** What the hole shows: as `fill`. */
  hole: 8,
  /** 1: the four changes of colour are made, in `order`. */
  recoloured: 9,
  /** Four times two bits, the first change lowest: 0 brightness, 1 contrast, 2 saturation, 3 hue. */
  order: 10,
  /** Factors, 4096 for 1. */
  brightness: 11,
  contrast: 12,
  saturation: 13,
  /** Added to the hue, 256 for a turn; from −128 to 128. */
  hue: 14,
  /** 1: only the brightness of each pixel is left, after all other changes of colour. */
  grey: 15,
  /** Drawn as 0: room for the mean brightness that contrast needs, where a device computes it apart. */
  mean: 16,
} as const;

/** Number 1 as a factor. */
export const ONE = 4096;

/** `fill` or `hole` for a byte. */
export const filledWith = (byte: number): number => 1 + byte;
