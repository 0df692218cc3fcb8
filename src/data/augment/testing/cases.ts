import { unchanged, type Augmentation } from "../augmentation";
import type { augmentations } from "../index";

/** Each change alone, as strong as papers have it: what every engine is tested with. */
export const alone: { readonly [kind in keyof typeof augmentations]: Augmentation } = {
  mirror: { ...unchanged, flip: true },
  shift: { ...unchanged, shift: 3, fill: "black" },
  colourJitter: { ...unchanged, jitter: 0.4, hue: 0.1 },
  grey: { ...unchanged, grey: 0.5 },
  cutout: { ...unchanged, cutout: 6 },
};

/** Changes together, by what is special about them. */
export const together: { readonly [what: string]: Augmentation } = {
  none: unchanged,
  "mean grey moving in": { ...unchanged, flip: true, shift: 3 },
  "grey 128 moving in": { ...unchanged, shift: 2, fill: "grey" },
  "colours of what is there alone": { ...unchanged, shift: 3, jitter: 1, hue: 0.5, jittered: 1 },
  "a hole of an odd side": { ...unchanged, flip: true, cutout: 5, grey: 1 },
  everything: {
    flip: true,
    shift: 2,
    fill: "black",
    cutout: 4,
    jitter: 0.8,
    hue: 0.5,
    jittered: 0.7,
    grey: 0.3,
    views: "alike",
  },
  "the views of CDS's authors": {
    flip: true,
    shift: 4,
    fill: "mean",
    cutout: 6,
    jitter: 0.4,
    hue: 0.1,
    jittered: 0.8,
    grey: 0.2,
    views: "cds",
  },
};

/** All of both, named. */
export const augmentationCases: readonly (readonly [string, Augmentation])[] = [
  ...Object.entries(alone),
  ...Object.entries(together),
];
