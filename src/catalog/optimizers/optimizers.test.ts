import { describe, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import { drawValues } from "../../schema/drawValue";
import { initialValues } from "../../schema/field";
import { entryProblems } from "../entryProblems";
import type { AnyOptimizer } from "./optimizer";
import { optimizers } from ".";

const entries: readonly [string, AnyOptimizer][] = Object.entries(optimizers);

describe.each(entries)("%s", (kind, optimizer) => {
  test("keeps the contract of all entries", () => {
    expect(entryProblems(kind, optimizer)).toEqual([]);
  });

  test("gives a spec of finite numbers for any settings", () => {
    const stream = createStream(5);
    for (let round = 0; round < 50; round += 1) {
      const values = round === 0 ? initialValues(optimizer.fields) : drawValues(optimizer.fields, stream);
      const spec = optimizer.spec(values);
      expect(["sgd", "adam"]).toContain(spec.kind);
      for (const value of Object.values(spec)) {
        if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      }
      expect(optimizer.learningRate(values)).toBeGreaterThanOrEqual(0);
      // A memory of 1 would never forget, and Adam's correction would divide by zero.
      if (spec.kind === "adam") expect(Math.max(spec.beta1, spec.beta2)).toBeLessThan(1);
      else expect(spec.momentum).toBeLessThan(1);
    }
  });
});

test("sgd as in the reference runs", () => {
  const values = initialValues(optimizers.sgd.fields);
  expect(optimizers.sgd.spec(values)).toEqual({ kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 });
  expect(optimizers.sgd.learningRate(values)).toBe(0.1);
});

test("adam is AdamW without decay unless told otherwise", () => {
  const values = initialValues(optimizers.adam.fields);
  expect(optimizers.adam.spec(values)).toEqual({
    kind: "adam",
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    decoupled: true,
  });
  expect(optimizers.adam.learningRate(values)).toBe(1e-3);
});
