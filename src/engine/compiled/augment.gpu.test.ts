import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alone, augmentationCases } from "../../data/augment/testing/cases";
import { randomSet } from "../../data/augment/testing/randomSet";
import { createSourceBuilder } from "../../data/sourceBuilder";
import { createViewBuilder } from "../../data/stackedViews";
import { totemInfo } from "../../data/totem/info";
import { totemSplit } from "../../data/totem/split";
import { openDevice, type EngineDevice } from "../device";
import { ImageFeed } from "./imageFeed";

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.dispose());

async function onDevice(target: GPUBuffer, bytes: number, feed: ImageFeed): Promise<Float32Array> {
  const { gpu } = device;
  const staging = gpu.createBuffer({ size: bytes, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
  const encoder = gpu.createCommandEncoder();
  feed.encode(encoder);
  encoder.copyBufferToBuffer(target, 0, staging, 0, bytes);
  gpu.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const values = new Float32Array(staging.getMappedRange().slice(0));
  staging.destroy();
  return values;
}

describe("augmentation on the device", () => {
  it.each(augmentationCases)("gives the processor's floats, bit for bit: %s", async (_, augmentation) => {
    for (const [channels, views] of [
      [3, 1],
      [3, 2],
      [1, 2],
    ] as const) {
      const { set, info } = randomSet(channels);
      const options = { seed: 9, batchSize: 7, augmentation };
      const floats = createViewBuilder(set, info, options, views);
      const sources = createSourceBuilder(set, info, options, views);
      expect(sources.stepsPerEpoch).toBe(floats.stepsPerEpoch);
      const bytes = 4 * views * 7 * set.height * set.width * channels;
      const target = device.createBuffer("images", bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
      const feed = new ImageFeed(device, { buffer: target, offset: 0 });
      for (const step of [0, 1, 4, 5, 11]) {
        const batch = sources.build(step);
        if (step === 0) await feed.prepare(batch.source);
        feed.upload(batch.source);
        const wanted = floats.build(step);
        expect(Array.from(batch.labels)).toEqual(Array.from(wanted.labels));
        expect(await onDevice(target, bytes, feed), `${channels} channels, step ${step}`).toEqual(wanted.images);
      }
      feed.destroy();
      target.destroy();
    }
  });

  it.each([
    ["in pieces", 12 * 12 * 12 * 3],
    ["that is not on the device", 4 * 12 * 12 * 3],
  ])("gives the same floats of a set %s", async (_, most) => {
    const size = 12;
    const set = totemSplit(5, "train", 37, size, 0.25);
    const info = totemInfo(size, 37, 1);
    const options = { seed: 9, batchSize: 7, augmentation: alone.colourJitter };
    const floats = createViewBuilder(set, info, options, 2);
    const sources = createSourceBuilder(set, info, options, 2);
    const bytes = 4 * 2 * 7 * size * size * 3;
    const target = device.createBuffer("images", bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
    const feed = new ImageFeed(device, { buffer: target, offset: 0 }, most);
    for (const step of [0, 3, 6]) {
      const batch = sources.build(step);
      if (step === 0) await feed.prepare(batch.source);
      feed.upload(batch.source);
      expect(await onDevice(target, bytes, feed), `step ${step}`).toEqual(floats.build(step).images);
    }
    feed.destroy();
    target.destroy();
  });
});
