import { afterAll, beforeAll, expect, test } from "vitest";
import { backbones } from "../catalog/backbones";
import type { AnyBackbone } from "../catalog/backbones/backbone";
import type { Experiment } from "../experiment/experiment";
import { plainArm, smallData } from "../experiment/presets";
import { chosenValues } from "../schema/field";
import type { Engine } from "../engine/engine";
import { openWasm } from "../engine/wasm/openWasm";
import { train } from "./trainer";

/** What makes each family small enough; every other setting is what whoever chooses the family gets. */
const small: { readonly [K in keyof typeof backbones]: object } = {
  resnet: { width: 4 },
  resnetImagenet: { width: 4 },
  wideResnet: { width: 4 },
  densenet: { depth: 10, growth: 6 },
  mobilenetV1: { width: 0.0625, depth: 0.5 },
  mobilenetV2: { width: 0.0625, depth: 0.5 },
  skipnet: { width: 0.0625 },
  nin: { width: 24 },
  vgg: { width: 8 },
  plainNet: { width: 8 },
};

const IMAGES = 64;
const STEPS = 80;
/** Of a loss that starts at ln 20 = 3.0: a net that learns has much of so few images by heart. */
const CLEAR = 0.8;

let engine: Engine;
beforeAll(async () => {
  engine = await openWasm();
});
afterAll(() => engine.dispose());

/** By how much the loss on a few images falls in the first steps of a run of usual length. */
async function fall(kind: string, changes: object): Promise<number> {
  const entry: AnyBackbone | undefined = (backbones as { readonly [kind: string]: AnyBackbone })[kind];
  if (entry === undefined) throw new Error(`no backbone ${kind}`);
  const experiment: Experiment = {
    ...smallData,
    dataset: { ...smallData.dataset, train: IMAGES, test: 20 } as Experiment["dataset"],
    backbone: { kind, ...chosenValues(entry.fields), ...changes } as Experiment["backbone"],
    training: { ...smallData.training, batchSize: 32 },
    measure: { ...smallData.measure, evaluateImages: 20, evaluateEvery: 920, probeEvery: 0 },
    arms: [plainArm()],
  };
  const stop = new AbortController();
  const environment = {
    run: "r",
    now: () => 0,
    signal: stop.signal,
    openEngine: () => Promise.resolve({ ...engine, dispose: () => undefined }),
  };
  const losses: number[] = [];
  for await (const event of train(experiment, environment)) {
    if (event.type === "step") losses.push(...event.arms.map((arm) => Number(Object.values(arm.losses)[0])));
    if (losses.length >= STEPS) stop.abort();
  }
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return mean(losses.slice(0, 10)) - mean(losses.slice(STEPS - 10, STEPS));
}

test.each(Object.entries(small))("%s learns with the settings that it comes with", async (kind, changes) => {
  const found = await fall(kind, changes);
  expect(found).toBeGreaterThan(CLEAR);
});

test("a net without normalisation hardly does, which is why NIN comes with batch norm", async () => {
  const found = await fall("nin", { ...small.nin, norm: "none" });
  expect(found).toBeLessThan(CLEAR);
});
