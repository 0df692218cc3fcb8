import { LEVELS } from "./answers";

/*
 * Early exits: what a network with branches saves when an image leaves at the first head that is sure enough.
 *
 * Every image walks along the heads. The first one whose probability of its own guess reaches the threshold answers; main, the
 * last, answers whatever is left. A lower threshold sends more images away early: cheaper, and wrong more often where early
 * heads are sure of the wrong thing. All of it is computed from what each head said of the evaluation images, so that no
 * threshold needs another forward pass.
 *
 * Sources: Teerapittayanon et al., BranchyNet, ICPR 2016 (leaving by a threshold; there on the entropy); Huang et al.,
 * Multi-Scale Dense Networks, ICLR 2018, section 3 (the largest probability as confidence; anytime and budgeted prediction).
 */

/** A head along the way. */
export interface ExitHead {
  readonly answers: {
    /** `[images]` class indices; −1 where a logit was not a number. */
    readonly guesses: ArrayLike<number>;
    /** `[images]` probability of the guess, 0 to 1 in 255ths. */
    readonly confidence: ArrayLike<number>;
  };
  /** Multiply-adds spent by an image that leaves here. */
  readonly multiplyAdds: number;
}

/** What one threshold comes to. */
export interface ExitPoint {
  /** 0 to 1 in 255ths, as confidences are kept; above 1: nobody leaves early. */
  readonly threshold: number;
  /** Mean multiply-adds per image. */
  readonly multiplyAdds: number;
  /** Share of images answered rightly. */
  readonly accuracy: number;
  /** Images that leave at each head, and how many of them are answered rightly. */
  readonly leave: readonly { readonly images: number; readonly right: number }[];
}

/** A threshold that no confidence reaches. */
export const NEVER = (LEVELS + 1) / LEVELS;

/**
 * What every threshold comes to, from the one that everybody passes at the first head to the one that nobody passes before
 * main.
 * @param heads in the order in which an image meets them, main last.
 * @param labels `[images]`; images beyond the answers do not count.
 * @returns `[257]` points, by threshold; empty without heads or images.
 */
export function exitCurve(heads: readonly ExitHead[], labels: ArrayLike<number>): readonly ExitPoint[] {
  const images = Math.min(labels.length, ...heads.map(({ answers }) => answers.guesses.length));
  if (heads.length === 0 || images === 0) return [];
  // Back to the whole numbers that they were kept as: what reaches a level exactly has to compare as equal.
  const confidence = heads.map(({ answers }) =>
    Uint16Array.from(answers.confidence, (value) => Math.round(value * LEVELS)),
  );
  return Array.from({ length: LEVELS + 2 }, (_, level) => {
    const leave = heads.map(() => ({ images: 0, right: 0 }));
    for (let image = 0; image < images; image += 1) {
      let at = 0;
      while (at < heads.length - 1 && (confidence[at]?.[image] ?? 0) < level) at += 1;
      const left = leave[at];
      if (left === undefined) continue;
      left.images += 1;
      if (heads[at]?.answers.guesses[image] === labels[image]) left.right += 1;
    }
    const spent = leave.reduce((sum, left, at) => sum + left.images * (heads[at]?.multiplyAdds ?? 0), 0);
    return {
      threshold: level / LEVELS,
      multiplyAdds: spent / images,
      accuracy: leave.reduce((sum, { right }) => sum + right, 0) / images,
      leave,
    };
  });
}

/**
 * Mean accuracy over all budgets from nothing to the cost of main alone: the area under accuracy against multiply-adds. A
 * budget between two thresholds has what a mixture of both reaches, one below the first exit no answer, which counts as wrong.
 * @param curve of {@link exitCurve}. @param budget multiply-adds of main alone, where the area ends.
 * @returns 0 to 1; undefined without points.
 */
export function areaUnderExits(curve: readonly ExitPoint[], budget: number): number | undefined {
  if (curve.length === 0 || !(budget > 0)) return undefined;
  let area = 0;
  let [x, y] = [curve[0]?.multiplyAdds ?? 0, curve[0]?.accuracy ?? 0];
  for (const { multiplyAdds, accuracy } of curve.slice(1)) {
    const end = Math.min(multiplyAdds, budget);
    if (end > x) {
      const there = y + ((accuracy - y) * (end - x)) / (multiplyAdds - x);
      area += ((y + there) / 2) * (end - x);
    }
    [x, y] = [multiplyAdds, accuracy];
    if (x >= budget) break;
  }
  // Where everybody has left by main and there is budget over, nothing more is gained.
  if (x < budget) area += y * (budget - x);
  return area / budget;
}
