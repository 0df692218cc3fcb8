/** How often images of a class were taken for another. */
export interface Confusion {
  readonly classes: number;
  /** `[classes, classes]` images, a row per true class, a column per guess. */
  readonly counts: readonly number[];
  /** `[classes]` images that were guessed at. */
  readonly totals: readonly number[];
}

/**
 * Counts guesses by true class; images without a guess (−1) and beyond the labels are left out.
 * @param labels `[images]`; @param guesses `[images]`.
 */
export function confusionOf(labels: ArrayLike<number>, guesses: readonly number[], classes: number): Confusion {
  const counts = Array.from({ length: classes ** 2 }, () => 0);
  const totals = Array.from({ length: classes }, () => 0);
  guesses.forEach((guess, image) => {
    const label = labels[image] ?? -1;
    if (label < 0 || label >= classes || guess < 0 || guess >= classes) return;
    counts[label * classes + guess] = (counts[label * classes + guess] ?? 0) + 1;
    totals[label] = (totals[label] ?? 0) + 1;
  });
  return { classes, counts, totals };
}

/** `[classes, classes]` shares of each true class, which add up to 1 in a row; 0 in a class without images. */
export function confusionShares({ classes, counts, totals }: Confusion): readonly number[] {
  return counts.map((count, index) => count / Math.max(1, totals[Math.floor(index / classes)] ?? 0));
}

/** `second − first` of the shares, in [−1, 1]. @throws RangeError for matrices of different classes. */
export function confusionDifference(first: Confusion, second: Confusion): readonly number[] {
  if (first.classes !== second.classes) {
    throw new RangeError(`confusion: ${second.classes} classes were to be compared with ${first.classes}`);
  }
  const base = confusionShares(first);
  return confusionShares(second).map((share, index) => share - (base[index] ?? 0));
}

/** The largest cells beside the diagonal, by size, largest first: what is taken for what. */
export function largestConfusions(
  shares: readonly number[],
  classes: number,
  limit: number,
): readonly { readonly label: number; readonly guess: number; readonly share: number }[] {
  return shares
    .map((share, index) => ({ label: Math.floor(index / classes), guess: index % classes, share }))
    .filter(({ label, guess, share }) => label !== guess && share !== 0)
    .sort((a, b) => Math.abs(b.share) - Math.abs(a.share))
    .slice(0, limit);
}
