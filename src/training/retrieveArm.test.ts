import { beforeAll, expect, test } from "vitest";
import { datasets } from "../catalog/datasets";
import { smallData } from "../experiment/presets";
import type { Experiment } from "../experiment/experiment";
import type { TrainEvent } from "../protocol/event";
import { parseEvent } from "../protocol/guards";
import { initialValues } from "../schema/field";
import { openWasm } from "../engine/wasm/openWasm";
import { train } from "./trainer";

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

let events: readonly TrainEvent[];
beforeAll(async () => {
  const engine = await openWasm();
  const signal = new AbortController().signal;
  const told: TrainEvent[] = [];
  for await (const event of train(experiment, {
    run: "r",
    now: () => 0,
    signal,
    openEngine: () => Promise.resolve(engine),
  })) {
    told.push(event);
  }
  events = told;
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
