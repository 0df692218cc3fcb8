/*
 * How training images become validation images.
 *
 * A share of the training images is set apart: networks are not trained on them, and whatever is chosen during a run or a sweep is
 * chosen by them, so that the test images stay unseen until the end. Which ones is a function of the labels and the share alone,
 * not of the seed: runs with several seeds are then measured on the same images. The images are put in the order of their classes,
 * within a class in the order of the set; along that line every so-many-th is taken, so that each class gives its share, to
 * within one image. They are measured in turns, one of each class at a time, so that the first few hundred show every class.
 */

/** Positions in a training set, apart. */
export interface SetApart {
  /** Trained on, in the order of the set. */
  readonly trained: Uint32Array<ArrayBuffer>;
  /** Measured on, in the order in which they are measured. */
  readonly validation: Uint32Array<ArrayBuffer>;
}

/**
 * How many of `count` training images a share sets apart: rounded, at least one, and one is left to be trained on.
 * @param share from 0 to 1; 0 for none.
 */
export function validationCount(count: number, share: number): number {
  return share <= 0 || count < 2 ? 0 : Math.min(count - 1, Math.max(1, Math.round(count * share)));
}

/**
 * Sets `wanted` images apart.
 * @param labels `[count]` class indices.
 * @param wanted from 0 to `count`.
 */
export function setApart(labels: ArrayLike<number>, wanted: number): SetApart {
  const count = labels.length;
  const byClass = new Map<number, number[]>();
  for (let index = 0; index < count; index += 1) {
    const label = labels[index] ?? 0;
    const known = byClass.get(label);
    if (known === undefined) byClass.set(label, [index]);
    else known.push(index);
  }
  const classes = [...byClass].toSorted(([a], [b]) => a - b).map(([, indices]) => indices);
  const isTaken = new Uint8Array(count);
  let place = 0;
  const taken = classes.map((indices) =>
    indices.filter((index) => {
      // Whole numbers up to the square of the count: exact in double precision.
      const isNext = Math.floor(((place + 1) * wanted) / count) > Math.floor((place * wanted) / count);
      place += 1;
      if (isNext) isTaken[index] = 1;
      return isNext;
    }),
  );
  const validation = new Uint32Array(wanted);
  let row = 0;
  for (let turn = 0; row < wanted; turn += 1) {
    for (const indices of taken) {
      const index = indices[turn];
      if (index !== undefined) validation[row++] = index;
    }
  }
  const trained = new Uint32Array(count - wanted);
  let at = 0;
  for (let index = 0; index < count; index += 1) if (isTaken[index] === 0) trained[at++] = index;
  return { trained, validation };
}
