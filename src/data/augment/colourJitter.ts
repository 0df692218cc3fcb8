import { belowAt, drawAt } from "../../random/mix32";
import type { AugmentationKind } from "./augmentation";
import { Change, ONE } from "./change";

/** Numbers that one row may need. */
const DRAWS = 6;
const TWO_TO_32 = 4294967296;

/** The 24 orders of four changes, two bits each, the first lowest. */
export const ORDERS: readonly number[] = [0, 1, 2, 3].flatMap((a) =>
  [0, 1, 2, 3].flatMap((b) =>
    [0, 1, 2, 3].flatMap((c) =>
      [0, 1, 2, 3].filter((d) => new Set([a, b, c, d]).size === 4).map((d) => a | (b << 2) | (c << 4) | (d << 6)),
    ),
  ),
);

/** A factor from 1 − strength to 1 + strength, in steps of 1/4096. */
function factorAt(key: number, draw: number, strength: number): number {
  const most = Math.round(strength * ONE);
  return ONE - most + belowAt(key, draw, 2 * most + 1);
}

/** Brightness, contrast, saturation and hue, in a drawn order. */
export const colourJitter: AugmentationKind = {
  settings: ["jitter", "hue", "jittered", "views"],
  purpose: "jitter",
  isOn: ({ jitter, hue, jittered, views }, view) =>
    (jitter > 0 || hue > 0) && jittered > 0 && (views === "alike" || view === 1),
  draw(key, row, { jitter, hue, jittered }, _view, _extent, changes, start) {
    const first = DRAWS * row + 1;
    if (drawAt(key, first) >= jittered * TWO_TO_32) return;
    changes[start + Change.recoloured] = 1;
    changes[start + Change.order] = ORDERS[belowAt(key, first + 1, ORDERS.length)] ?? 0;
    changes[start + Change.brightness] = factorAt(key, first + 2, jitter);
    changes[start + Change.contrast] = factorAt(key, first + 3, jitter);
    changes[start + Change.saturation] = factorAt(key, first + 4, jitter);
    // A turn is 255 where torchvision scales it and 256 where it adds, towards zero.
    changes[start + Change.hue] = Math.trunc(((factorAt(key, first + 5, hue) - ONE) * 255) / ONE);
  },
};
