import type { ImageSet } from "../imageSet";
import type { CoarseClasses } from "./manifest";

/** The same images, each labelled with the coarse class of its own. */
export function coarsened(set: ImageSet, { groups }: CoarseClasses): ImageSet {
  return { ...set, labels: set.labels.map((label) => groups[label] ?? 0) };
}
