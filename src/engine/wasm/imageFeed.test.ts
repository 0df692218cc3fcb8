import { expect, it } from "vitest";
import { augmentationCases } from "../../data/augment/testing/cases";
import { randomSet } from "../../data/augment/testing/randomSet";
import { createSourceBuilder } from "../../data/sourceBuilder";
import { createViewBuilder } from "../../data/stackedViews";
import { Arena } from "../plan/region";
import { ImageFeed } from "./imageFeed";
import { instantiate, kernelModule } from "./kernelModule";
import { LinearMemory } from "./linearMemory";

it.each(augmentationCases)("gives the batch builder's floats, bit for bit: %s", async (_, augmentation) => {
  for (const [channels, views] of [
    [3, 1],
    [3, 2],
    [1, 2],
  ] as const) {
    const { set, info } = randomSet(channels);
    const options = { seed: 9, batchSize: 7, augmentation };
    const floats = createViewBuilder(set, info, options, views);
    const sources = createSourceBuilder(set, info, options, views);
    const memory = new LinearMemory();
    const kernels = instantiate(await kernelModule(), memory.memory);
    memory.start(kernels.firstByte);
    const images = new Arena("images");
    images.slot("images", views * 7 * set.height * set.width * channels);
    const feed = new ImageFeed(memory, kernels);
    for (const step of [0, 1, 4, 5, 11]) {
      feed.make(sources.build(step).source, memory.arena(images));
      const wanted = floats.build(step).images;
      expect(memory.floats(memory.arena(images), wanted.length), `${channels} channels, step ${step}`).toEqual(wanted);
    }
  }
});
