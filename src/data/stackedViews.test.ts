import { expect, it } from "vitest";
import { unchanged } from "./augment/augmentation";
import { createBatchBuilder } from "./batch";
import { createViewBuilder } from "./stackedViews";
import { totemInfo } from "./totem/info";
import { totemSplit } from "./totem/split";

const set = totemSplit(1, "train", 40, 8, 0.25);
const info = totemInfo(8, 40, 20);
const options = { seed: 3, batchSize: 4, augmentation: { ...unchanged, flip: true, shift: 2 } };

it("stacks two different views of the same images, view 1 first", () => {
  const two = createViewBuilder(set, info, options, 2).build(5);
  const builder = createBatchBuilder(set, info, options);
  const size = two.images.length / 2;
  const first = builder.build(5, 0);
  expect(two.images.slice(0, size)).toEqual(first.images);
  expect(two.labels).toEqual(Int32Array.from([...first.labels, ...first.labels]));
  expect(two.indices).toEqual(Uint32Array.from([...first.indices, ...first.indices]));
  expect(two.images.slice(size)).toEqual(builder.build(5, 1).images);
  expect(two.images.slice(size)).not.toEqual(two.images.slice(0, size));
});

it("of one view is the plain batch", () => {
  expect(createViewBuilder(set, info, options, 1).build(2)).toEqual(createBatchBuilder(set, info, options).build(2));
});
