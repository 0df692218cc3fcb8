import { expect, it } from "vitest";
import type { TrainEvent } from "../protocol/event";
import { createRepeatFilter } from "./repeatFilter";

const evaluation = (step: number, final = false): TrainEvent => ({
  run: "r",
  step,
  type: "evaluation",
  images: 1,
  final,
  arms: [],
});
const probe = (step: number, kind: "live" | "reference" = "live", batch?: number): TrainEvent => ({
  run: "r",
  step,
  type: "probe",
  kind,
  arms: [],
  probeMs: 1,
  ...(batch === undefined ? {} : { batch }),
});
const restarted = (step: number): TrainEvent => ({
  run: "r",
  step,
  type: "restarted",
  error: { code: "device-lost", message: "" },
});
const step = (at: number): TrainEvent => ({ run: "r", step: at, type: "step", learningRate: 1, stepMs: 1, arms: [] });

it("drops a measurement that is known, whoever told it, and once it was told itself", () => {
  const isRepeated = createRepeatFilter([step(4), evaluation(4), probe(4)]);
  expect([evaluation(4), probe(4), evaluation(8)].map(isRepeated)).toEqual([true, true, false]);
  expect(isRepeated(evaluation(8))).toBe(true);
});

it("tells measurements of a step apart: the last one, and each batch of the reference probe", () => {
  const isRepeated = createRepeatFilter([evaluation(4), probe(4)]);
  const others = [evaluation(4, true), probe(4, "reference", 0), probe(4, "reference", 1)];
  expect(others.map(isRepeated)).toEqual([false, false, false]);
  expect(others.map(isRepeated)).toEqual([true, true, true]);
});

it("forgets what a restart makes void, and only that", () => {
  const isRepeated = createRepeatFilter([evaluation(4), evaluation(8)]);
  expect(isRepeated(restarted(6))).toBe(false);
  expect([evaluation(4), evaluation(8)].map(isRepeated)).toEqual([true, false]);
  // Known events may hold a restart of their own.
  const known = createRepeatFilter([evaluation(4), evaluation(8), restarted(4), evaluation(8)]);
  expect([evaluation(4), evaluation(8)].map(known)).toEqual([true, true]);
});

it("lets everything else pass, as often as it comes", () => {
  const isRepeated = createRepeatFilter([step(1)]);
  const events: readonly TrainEvent[] = [step(1), { run: "r", step: 1, type: "paused" }, restarted(1), restarted(1)];
  expect(events.map(isRepeated)).toEqual([false, false, false, false]);
});
