/**
 * The order in which images of a set are looked at, so that the first n of them show every class as often as the whole does, to
 * within about one image. Image p of the n of its class stands at (p + ½) / n along the line; classes with equal places in turn.
 * Files in folders stand class by class: their first few hundred would show the first classes alone.
 * @param labels `[count]` class indices.
 * @returns `[count]` positions.
 */
export function spreadOrder(labels: ArrayLike<number>): Uint32Array<ArrayBuffer> {
  const sizes = new Map<number, number>();
  const place = Array.from({ length: labels.length }, (_, index) => {
    const label = labels[index] ?? 0;
    const seen = sizes.get(label) ?? 0;
    sizes.set(label, seen + 1);
    return seen;
  });
  const along = Float64Array.from(place, (at, index) => (at + 0.5) / (sizes.get(labels[index] ?? 0) ?? 1));
  return Uint32Array.from(place.keys()).sort(
    (a, b) => (along[a] ?? 0) - (along[b] ?? 0) || (labels[a] ?? 0) - (labels[b] ?? 0),
  );
}
