import { beforeAll, describe, expect, it, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import { openCpuEngine } from "../engine/testing/cpuEngine";
import { openWasm } from "../engine/wasm/openWasm";
import type { Engine } from "../engine/engine";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { featureRecord } from "./headFeatures";
import { trainToEnd } from "./testing/trainToEnd";

test("every two heads are compared once, in the order of the rows", () => {
  const embedding = (values: readonly number[]) => Float32Array.from(values);
  const record = featureRecord(
    [
      { arm: 0, branch: "main", embedding: embedding([1, 2, 1, -2, -1, 2, -1, -2]) },
      { arm: 0, branch: "s1b1", embedding: embedding([2, -2, 2, -2]) },
      { arm: 1, branch: "main", embedding: embedding([7, 7, 7, 7]) },
    ],
    4,
  );
  expect(record).toEqual({
    images: 4,
    heads: [
      { arm: 0, branch: "main", dimensions: 2, rank: expect.closeTo(400 / 272, 6) },
      { arm: 0, branch: "s1b1", dimensions: 1, rank: expect.closeTo(1, 6) },
      { arm: 1, branch: "main", dimensions: 1, rank: Number.NaN },
    ],
    cka: [expect.closeTo(16 / Math.sqrt(272), 6), Number.NaN, Number.NaN],
  });
});

const smoke = findPreset("smoke")?.experiment ?? smallData;
const short: Experiment = {
  ...smoke,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  training: { ...smoke.training, budget: 6, batchSize: 4 },
  measure: { ...smoke.measure, evaluateEvery: 4, evaluateImages: 10, probeEvery: 0 },
  dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20 },
  // The second is the first without its branch: before any step their main heads are the same.
  arms: [dsnArm("s2b1", "s3b1"), plainArm()],
};
const asked: Experiment = { ...short, measure: { ...short.measure, features: true } };

type Evaluation = Extract<TrainEvent, { type: "evaluation" }>;
const evaluationsOf = (events: readonly TrainEvent[]): readonly Evaluation[] =>
  events.filter((event): event is Evaluation => event.type === "evaluation");

describe("a run that is asked for its heads' features", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openWasm();
  });

  it("tells them at every evaluation and is otherwise the run that it was", async () => {
    const events = await trainToEnd(asked, engine);
    const plain = await trainToEnd(short, engine);
    for (const event of events) expect(() => parseEvent(structuredClone(event))).not.toThrow();
    const told = evaluationsOf(events).map(({ features }) => features);
    expect(told.map((features) => features?.images)).toEqual([10, 20]);
    for (const features of told) {
      expect(features?.heads.map(({ arm, branch, dimensions }) => [arm, branch, dimensions])).toEqual([
        [0, "main", 8],
        [0, "s2b1", 4],
        [0, "s3b1", 8],
        [1, "main", 8],
      ]);
      for (const { rank, dimensions } of features?.heads ?? []) {
        expect(rank).toBeGreaterThanOrEqual(1);
        expect(rank).toBeLessThanOrEqual(dimensions);
      }
      expect(features?.cka).toHaveLength(6);
      // Main and a branch at the end of the trunk read the same features.
      expect(features?.cka[1]).toBeCloseTo(1, 9);
      for (const value of features?.cka ?? []) expect(value).toBeLessThanOrEqual(1);
    }
    const without = events.map((event) => {
      if (event.type !== "evaluation") return event;
      const { features: _, ...rest } = event;
      return rest;
    });
    const timeless = (all: readonly object[]): string => JSON.stringify(all.map((one) => ({ ...one, stepMs: 0 })));
    expect(timeless(without)).toBe(timeless(plain));
  });

  it("hears the same of every engine", async () => {
    const cpu = await openCpuEngine();
    const [a, b] = await Promise.all(
      [engine, cpu].map(async (one) => evaluationsOf(await trainToEnd(asked, one))[0]?.features),
    );
    expect(a?.heads).toHaveLength(4);
    a?.cka.forEach((value, at) => expect(b?.cka[at]).toBeCloseTo(value, 3));
    a?.heads.forEach(({ rank }, at) => expect(b?.heads[at]?.rank).toBeCloseTo(rank, 2));
  });
});
