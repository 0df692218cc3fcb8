import { expect, it } from "vitest";
import { createSourceBuilder } from "../../data/sourceBuilder";
import { createViewBuilder } from "../../data/stackedViews";
import { totemInfo } from "../../data/totem/info";
import { totemSplit } from "../../data/totem/split";
import { Arena } from "../plan/region";
import { ImageFeed } from "./imageFeed";
import { instantiate, kernelModule } from "./kernelModule";
import { LinearMemory } from "./linearMemory";

it.each([
  [true, 0, 1],
  [false, 2, 1],
  [true, 3, 1],
  [true, 2, 2],
  [false, 0, 1],
] as const)(
  "gives the batch builder's floats, bit for bit (mirror %s, shift %i, %i views)",
  async (flip, shift, views) => {
    const size = 12;
    const set = totemSplit(5, "train", 37, size, 0.25);
    // Each channel has a table of its own.
    const normalise = [0.2, 0.5, 0.7].map((mean) => ({ mean, deviation: mean / 2 }));
    const info = { ...totemInfo(size, 37, 1), normalise };
    const options = { seed: 9, batchSize: 7, augmentation: { flip, shift } };
    const floats = createViewBuilder(set, info, options, views);
    const sources = createSourceBuilder(set, info, options, views);
    const memory = new LinearMemory();
    const kernels = instantiate(await kernelModule(), memory.memory);
    memory.start(kernels.firstByte);
    const images = new Arena("images");
    images.slot("images", views * 7 * size * size * 3);
    const feed = new ImageFeed(memory, kernels);
    for (const step of [0, 1, 4, 5, 11]) {
      feed.make(sources.build(step).source, memory.arena(images));
      const wanted = floats.build(step).images;
      expect(memory.floats(memory.arena(images), wanted.length), `step ${step}`).toEqual(wanted);
    }
  },
);
