/**
 * Rows whose largest logit stands at the label; the first maximum wins ties. A row with a NaN counts as wrong.
 * @param logits `[rows, classes]`
 */
export function countCorrect(logits: Float32Array, labels: ArrayLike<number>, classes: number): number {
  let correct = 0;
  for (let row = 0; row < labels.length; row += 1) {
    let best = -1;
    let highest = -Infinity;
    for (let index = 0; index < classes; index += 1) {
      const value = logits[row * classes + index] ?? Number.NaN;
      if (Number.isNaN(value)) {
        best = -1;
        break;
      }
      if (value > highest) {
        highest = value;
        best = index;
      }
    }
    if (best === labels[row]) correct += 1;
  }
  return correct;
}
