import { beforeAll, describe, expect, it, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import type { Engine } from "../engine/engine";
import { openWasm } from "../engine/wasm/openWasm";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { stepAgainst } from "./stepGains";
import { trainToEnd } from "./testing/trainToEnd";

test("an update is held against the tensors that a loss depends on", () => {
  const tensors = (a: readonly number[], b: readonly number[], c: readonly number[] = [0]) =>
    new Map([
      ["a", Float32Array.from(a)],
      ["b", Float32Array.from(b)],
      ["c", Float32Array.from(c)],
    ]);
  // Moved by (−1, 2) and (−2); c moves, but this loss does not see it. −(3·−1 + 4·2 + 12·−2) = 19; lengths 13 and 3.
  const gradient = tensors([3, 4], [12], [0]);
  const found = stepAgainst(gradient, tensors([1, 1], [5], [7]), tensors([0, 3], [3], [9]));
  expect(found).toEqual({ cosine: expect.closeTo(19 / 39, 12), predicted: 19 });
  expect(stepAgainst(gradient, tensors([1, 1], [5]), tensors([1, 1], [5]))).toEqual({
    cosine: Number.NaN,
    predicted: -0,
  });
  expect(stepAgainst(new Map(), tensors([1], [1]), tensors([0], [0])).cosine).toBeNaN();
});

const smoke = findPreset("smoke")?.experiment ?? smallData;
const short: Experiment = {
  ...smoke,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  training: { ...smoke.training, budget: 6, batchSize: 8, schedule: "constant", warmup: 0 },
  optimizer: { kind: "sgd", lr: 0.001, momentum: 0, decay: 0, nesterov: false },
  measure: { ...smoke.measure, evaluateEvery: 100, evaluateImages: 10, probeEvery: 3 },
  dataset: { kind: "totem", ...initialValues(datasets.totem.fields), size: "8", train: 40, test: 20 },
  arms: [plainArm("s1b1"), dsnArm("s1b1", "s2b1")],
};
const asked = (experiment: Experiment): Experiment => ({
  ...experiment,
  measure: { ...experiment.measure, gains: true },
});

type Step = Extract<TrainEvent, { type: "step" }>;
const stepsOf = (events: readonly TrainEvent[]): readonly Step[] =>
  events.filter((event): event is Step => event.type === "step");

describe("a run that is asked for the gain of its steps", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await openWasm();
  });

  it("tells it of probed steps and takes the same steps, bit for bit", async () => {
    const momentum: Experiment = { ...short, optimizer: { ...smallData.optimizer } };
    const events = stepsOf(await trainToEnd(asked(momentum), engine));
    for (const event of events) expect(() => parseEvent(structuredClone(event))).not.toThrow();
    expect(events.filter(({ arms }) => arms[0]?.gains !== undefined).map(({ step }) => step)).toEqual([1, 4]);
    expect(events[0]?.arms.map(({ gains }) => gains?.map(({ branch }) => branch))).toEqual([
      // Its branch only watches.
      ["main"],
      ["main", "s1b1", "s2b1"],
    ]);
    const plain = stepsOf(await trainToEnd(momentum, engine));
    const bare = (all: readonly Step[]) => all.map(({ arms }) => arms.map(({ gains: _, ...arm }) => arm));
    expect(bare(events)).toEqual(bare(plain));
  });

  it("without momentum or decay a lone loss is gone down straight, and a short step gains what it should", async () => {
    const [first] = stepsOf(await trainToEnd(asked(short), engine));
    const [alone, shared] = first?.arms ?? [];
    const [main] = alone?.gains ?? [];
    expect(main?.cosine).toBeCloseTo(1, 3);
    expect(main?.predicted).toBeGreaterThan(0);
    expect((main?.realised ?? 0) / (main?.predicted ?? 1)).toBeCloseTo(1, 1);
    // Three losses share a step: none is gone down straight.
    for (const { cosine } of shared?.gains ?? []) {
      expect(cosine).toBeGreaterThan(0);
      expect(cosine).toBeLessThan(0.999);
    }
  });
});
