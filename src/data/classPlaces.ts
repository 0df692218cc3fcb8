import type { ImageSet } from "./imageSet";

/** How many images of each class a set has: `[classes]`. */
export function classCounts({ labels }: Pick<ImageSet, "labels">, classes: number): readonly number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label < classes) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

/** One page of images: their positions in the set, and how many pages there are. */
export interface Page {
  readonly places: readonly number[];
  readonly pages: number;
}

/**
 * A page of a set's images, in their order.
 * @param label of one class; undefined for all.
 * @param page from 0; one that does not exist is empty.
 */
export function pageOf(
  { labels }: Pick<ImageSet, "labels">,
  label: number | undefined,
  page: number,
  size: number,
): Page {
  const places: number[] = [];
  let found = 0;
  for (let place = 0; place < labels.length; place += 1) {
    if (label !== undefined && labels[place] !== label) continue;
    if (Math.floor(found / size) === page) places.push(place);
    found += 1;
  }
  return { places, pages: Math.ceil(found / size) };
}
