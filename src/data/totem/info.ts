import type { DatasetInfo } from "../datasetInfo";
import { CLASSES, COMPOSITION_NAMES, compositionOf, TEXTURE_NAMES, textureOf } from "./object";

/** What is known of a Totem classification set before it is drawn. */
export function totemInfo(size: number, trainCount: number, testCount: number): DatasetInfo {
  const labels = Array.from({ length: CLASSES }, (_, label) => label);
  const compositions = labels.map(compositionOf);
  const textures = labels.map(textureOf);
  return {
    height: size,
    width: size,
    channels: 3,
    classes: CLASSES,
    trainCount,
    testCount,
    classNames: labels.map((label) => `${COMPOSITION_NAMES[compositionOf(label)]}, ${TEXTURE_NAMES[textureOf(label)]}`),
    // Constants near the measured mean (.42) and standard deviation (.18), so that no pass over the pictures is needed.
    normalise: { mean: 0.42, deviation: 0.2 },
    hierarchies: [
      { name: "composition", title: "Composition", groups: compositions, groupNames: COMPOSITION_NAMES },
      { name: "texture", title: "Texture", groups: textures, groupNames: TEXTURE_NAMES },
    ],
  };
}
