import { expect, it } from "vitest";
import { packedTriangles } from "../graph/gradientNoise";
import { findPreset, smallData } from "../experiment/presets";
import { sampleEvents, sampleProbe } from "../protocol/testing/sampleEvents";
import { networksOf } from "../experiment/networks";
import type { ProbeRecord, TrainEvent } from "../protocol/event";
import { createStream } from "../random/stream";
import { classAgreements, conflictImages } from "./classesAt";
import { toJson } from "./exportRun";
import { foldRun } from "./foldRun";
import { newRun } from "./runRecord";

const smoke = findPreset("smoke")?.experiment ?? smallData;
const graph = networksOf(smoke).arms[0]?.graph;
if (graph === undefined) throw new Error("no network");
const plain = sampleProbe(graph);
const losses = ["ce/main", "ce/s1b1", "ce/s2b1"];
const stream = createStream(5);
/** `[batches][layers][losses]` gradients of one class. */
const vectors = Array.from({ length: 4 }, () =>
  plain.layers.map(() => losses.map(() => Array.from({ length: 5 }, () => 2 * stream.unit() - 0.6))),
);
const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

function probeOf(batch: number): ProbeRecord {
  const gram = (vectors[batch] ?? []).flatMap((all) => all.flatMap((a) => all.map((b) => dot(a, b))));
  const products = packedTriangles(gram, plain.layers.length, losses.length);
  const conflicts = {
    s1b1: [{ image: 10 + batch, cosine: -0.5 + batch / 10, label: 1, guesses: [1, 2] as [number, number] }],
  };
  return { ...plain, classes: { losses, groups: [{ grouping: "class", group: 7, images: 6, products }] }, conflicts };
}

const told: TrainEvent[] = [3, 0, 1, 2, 3].map((batch) => ({
  run: "r",
  step: smoke.training.budget,
  type: "probe",
  kind: "reference",
  batch,
  arms: [probeOf(batch), probeOf(batch)],
  probeMs: 1,
}));
const record = [...sampleEvents("r", smoke, 5), ...told].reduce(foldRun, newRun("r", smoke));
const arm = record.arms[0] ?? record.arms[1];
if (arm === undefined) throw new Error("no arm");

it("has a class's agreement as the mean of the batches' cosines over the shared path, with Student's interval", () => {
  const [row, ...others] = classAgreements(arm, "s2b1");
  expect(others).toEqual([]);
  expect(row).toMatchObject({ grouping: "class", group: 7, images: 24 });
  const shared = arm.shared.get("s2b1");
  const cosines = vectors.map((layers) => {
    const on = layers.filter((_, at) => {
      const layer = plain.layers[at];
      return layer !== undefined && (shared?.get(layer.stage)?.has(layer.layer) ?? false);
    });
    const sum = (i: number, j: number) => on.reduce((all, rows) => all + dot(rows[i] ?? [], rows[j] ?? []), 0);
    return sum(0, 2) / Math.sqrt(sum(0, 0) * sum(2, 2));
  });
  const mean = cosines.reduce((sum, value) => sum + value / 4, 0);
  const deviation = Math.sqrt(cosines.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3);
  expect(row?.whole).toBeCloseTo(mean, 5);
  expect(row?.within).toBeCloseTo((3.182446 * deviation) / 2, 5);
  expect(Object.keys(row?.stages ?? {})).toEqual([...(shared?.keys() ?? [])]);
});

it("begins anew with the first batch, and averages the reference over all of them", () => {
  expect(arm.referenceBatches).toHaveLength(4);
  expect(arm.reference?.["s1b1"]?.["stem"]).toBeCloseTo(0.6, 9);
});

it("has the pictures of all batches, the worst first, and no more than asked for", () => {
  expect(conflictImages(arm, "s1b1", 3).map(({ image }) => image)).toEqual([10, 11, 12]);
  expect(conflictImages(arm, "s2b1", 3)).toEqual([]);
});

it("says nothing where it was not measured, and stands in the file of a run where it was", () => {
  const older = sampleEvents("r", smoke, 40).reduce(foldRun, newRun("r", smoke));
  expect(classAgreements(older.arms[0] ?? arm, "s1b1")).toEqual([]);
  const file = JSON.parse(toJson(record)) as { arms: { byClass: Record<string, { group: number }[]> }[] };
  expect(file.arms[0]?.byClass["s1b1"]?.[0]?.group).toBe(7);
  expect((JSON.parse(toJson(older)) as { arms: { byClass?: unknown }[] }).arms[0]?.byClass).toBeUndefined();
});
