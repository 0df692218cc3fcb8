import type { AugmentationKind } from "./augmentation";
import { colourJitter } from "./colourJitter";
import { cutout } from "./cutout";
import { grey } from "./grey";
import { mirror } from "./mirror";
import { shift } from "./shift";

/** Every random change of training images, in the order in which they are made; the hole is cut last. */
export const augmentations = { mirror, shift, colourJitter, grey, cutout } as const satisfies {
  readonly [kind: string]: AugmentationKind;
};

/** Their kinds, in that order. */
export const augmentationKinds: readonly AugmentationKind[] = Object.values(augmentations);
