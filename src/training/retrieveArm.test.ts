import { beforeAll, expect, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { dsnArm, plainArm, smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import type { Engine } from "../engine/engine";
import { openWasm } from "../engine/wasm/openWasm";
import { FEATURE_IMAGES, spreadImages } from "./headFeatures";
import { trainToEnd } from "./testing/trainToEnd";

const IDENTITIES = 12;

const experiment: Experiment = {
  ...smallData,
  backbone: { kind: "resnet", depth: 8, width: 2, shortcut: "A", block: "basic" },
  dataset: {
    kind: "identities",
    ...initialValues(datasets.identities.fields),
    size: "8",
    identities: 4,
    views: 4,
    testIdentities: IDENTITIES,
  },
  training: { ...smallData.training, budget: 4, batchSize: 4 },
  measure: { ...smallData.measure, evaluateEvery: 2, evaluateImages: 10, probeEvery: 0, ensemble: true },
};

let engine: Engine;
let events: readonly TrainEvent[];
beforeAll(async () => {
  engine = await openWasm();
  events = await trainToEnd(experiment, engine);
}, 60_000);

const evaluations = () => events.flatMap((event) => (event.type === "evaluation" ? [event] : []));

test("reports how well every head finds identities, and no classification of whom it never learnt", () => {
  expect(evaluations().map(({ step, images, final }) => [step, images, final])).toEqual([
    [2, 8 * IDENTITIES, false],
    [4, 8 * IDENTITIES, true],
  ]);
  for (const { arms, samples } of evaluations()) {
    expect(samples).toBeUndefined();
    expect(arms).toHaveLength(2);
    for (const series of arms) {
      expect(Object.keys(series).toSorted()).toEqual(["cmc1", "cmc10", "cmc5", "map", "mapTrapezoid"]);
      for (const branch of ["main", "s1b1", "s2b1"]) {
        const of = (name: string): number => series[name]?.[branch] ?? Number.NaN;
        expect(of("map")).toBeGreaterThan(0);
        expect(of("mapTrapezoid")).toBeLessThanOrEqual(of("map"));
        expect(of("cmc1")).toBeLessThanOrEqual(of("cmc5"));
        expect(of("cmc5")).toBeLessThanOrEqual(of("cmc10"));
        expect(of("cmc10")).toBeLessThanOrEqual(1);
      }
      expect(series["map"]).not.toHaveProperty("ensemble");
    }
  }
});

test("records the same queries with the beginnings of their lists, by the junk rule", () => {
  for (const { rankings = [] } of evaluations()) {
    expect(rankings).toHaveLength(2);
    for (const heads of rankings) {
      expect(Object.keys(heads)).toEqual(["main", "s1b1", "s2b1"]);
      for (const queries of Object.values(heads)) {
        expect(queries.map(({ query }) => query)).toEqual([0, 16, 32, 48, 64, 80]);
        for (const { query, gallery, hits } of queries) {
          expect(gallery).toHaveLength(10);
          expect(new Set(gallery).size).toBe(10);
          gallery.forEach((picture, rank) => {
            const same = Math.floor(picture / 8) === Math.floor(query / 8);
            expect(picture % 8, "a query stands in the gallery").toBeGreaterThanOrEqual(2);
            expect(hits[rank]).toBe(same);
            if (same) expect(picture % 4, "the query's own camera").not.toBe(query % 4);
          });
        }
      }
    }
  }
});

test("crosses the worker's door", () => {
  for (const event of evaluations()) expect(parseEvent(structuredClone(event))).toEqual(event);
});

test("tells the heads' features where it is asked, on images of all identities, and is otherwise the run that it was", async () => {
  const many: Experiment = {
    ...experiment,
    dataset: { ...experiment.dataset, testIdentities: 40 } as Experiment["dataset"],
    training: { ...experiment.training, budget: 2 },
    arms: [dsnArm("s2b1", "s3b1"), plainArm()],
  };
  const asked = await trainToEnd({ ...many, measure: { ...many.measure, features: true } }, engine);
  const plain = await trainToEnd(many, engine);
  const told = asked.flatMap((event) => (event.type === "evaluation" ? [event] : []));
  expect(told.map(({ images, features }) => [images, features?.images])).toEqual([[320, FEATURE_IMAGES]]);
  for (const event of told) expect(parseEvent(structuredClone(event))).toEqual(event);
  const { heads = [], cka = [] } = told[0]?.features ?? {};
  expect(heads.map(({ arm, branch, dimensions }) => [arm, branch, dimensions])).toEqual([
    [0, "main", 8],
    [0, "s2b1", 4],
    [0, "s3b1", 8],
    [1, "main", 8],
  ]);
  for (const { rank, dimensions } of heads) {
    expect(rank).toBeGreaterThanOrEqual(1);
    expect(rank).toBeLessThanOrEqual(dimensions);
  }
  expect(cka).toHaveLength(6);
  // Main and a branch at the end of the trunk read the same features; no other two heads do.
  expect(cka[1]).toBeCloseTo(1, 9);
  for (const place of [0, 2, 3, 4]) expect(cka[place]).toBeLessThan(1 - 1e-6);
  const without = asked.map((event) => {
    if (event.type !== "evaluation") return event;
    const { features: _, ...rest } = event;
    return rest;
  });
  expect(without).toEqual(plain);
});

test("images for features are spread over the set: as many as there are, or 256 of all identities", () => {
  expect(spreadImages(5)).toEqual([0, 1, 2, 3, 4]);
  const chosen = spreadImages(1000);
  expect(chosen).toHaveLength(FEATURE_IMAGES);
  expect(new Set(chosen).size).toBe(FEATURE_IMAGES);
  expect([chosen[0], chosen.at(-1)]).toEqual([0, 996]);
  expect(new Set(chosen.map((row) => Math.floor(row / 8))).size).toBe(125);
});
