import { expect, test } from "vitest";
import { createBatchBuilder } from "../../data/batch";
import { together } from "../../data/augment/testing/cases";
import { randomSet } from "../../data/augment/testing/randomSet";
import { imageAt } from "../../data/imageAt";
import { normalisationTable } from "../../data/normalise";
import { asBytes } from "./batchRows";
import { drawsOf } from "./drawsOf";

test("are what training would make of the image, in both views", () => {
  const { set, info } = randomSet(3, 4);
  const augmentation = together["the views of CDS's authors"];
  if (augmentation === undefined) throw new Error("the case is gone");
  for (const view of [0, 1]) {
    const draws = drawsOf(set, 2, info, { seed: 5, augmentation }, view, 6, 4);
    expect(draws.count).toBe(4);
    // The same image alone: the first row of each step's batch.
    const alone = { ...set, count: 1, images: Uint8Array.from(imageAt(set, 2)) };
    const builder = createBatchBuilder(alone, info, { seed: 5, batchSize: 1, augmentation });
    for (let draw = 0; draw < 4; draw += 1) {
      const { images } = builder.build(6 + draw, view);
      expect(imageAt(draws, draw)).toEqual(asBytes(images, normalisationTable(info), 3));
    }
  }
});
