import { extend } from "../../random/mix32";
import { streamKey } from "../../random/purpose";
import type { Augmentation, Extent } from "./augmentation";
import { CHANGE_WORDS } from "./change";
import { augmentationKinds } from "./index";

/** Draws what happens to the rows of a step. */
export interface ChangeDrawer {
  /** Whether colours may change. */
  readonly recolours: boolean;
  /**
   * Fills the words of a step's rows of one view, a function of (seed, step, view, row) alone.
   * @param changes `[rows, CHANGE_WORDS]`, from `start` on.
   */
  fill(step: number, view: number, rows: number, changes: Int32Array, start?: number): void;
}

/** Allocates nothing while it draws. */
export function createChangeDrawer(seed: number, augmentation: Augmentation, extent: Extent): ChangeDrawer {
  // streamKey(seed, …, step, view), extended from held roots because spelling it out would allocate.
  const roots = augmentationKinds.map(({ purpose }) => streamKey(seed, purpose));
  return {
    recolours: recolours(augmentation),
    fill(step, view, rows, changes, start = 0) {
      changes.fill(0, start, start + rows * CHANGE_WORDS);
      for (let kind = 0; kind < augmentationKinds.length; kind += 1) {
        const change = augmentationKinds[kind];
        if (change?.isOn(augmentation, view) !== true) continue;
        const key = extend(extend(roots[kind] ?? 0, step), view);
        for (let row = 0; row < rows; row += 1) {
          change.draw(key, row, augmentation, view, extent, changes, start + row * CHANGE_WORDS);
        }
      }
    },
  };
}

/** Whether an image's colours may change in one view or the other. */
const recolours = ({ jitter, hue, jittered, grey }: Augmentation): boolean =>
  grey > 0 || ((jitter > 0 || hue > 0) && jittered > 0);
