import { beforeAll, describe, expect, it } from "vitest";
import { expectAgreement } from "./testing/agreement";
import { batchOf, noise } from "./testing/smallNetwork";
import type { EngineFacts } from "./executor";
import { tinyBackbones } from "./testing/tinyBackbones";
import { openTfjs } from "./tfjs/openBackend";
import { TfjsExecutor } from "./tfjs/tfjsExecutor";

const ROWS = 3;

let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

describe.each(tinyBackbones)("$name", ({ plan: planFor }) => {
  it("has the values and gradients of a forward pass in double precision", async () => {
    const plan = planFor(ROWS, "half");
    const executor = new TfjsExecutor(plan, facts);
    try {
      // Biases that start at zero would stand on the kink of a ReLU wherever nothing comes in.
      const snapshot = await executor.snapshot();
      const tensors = new Map(
        plan.graph.parameters.map(({ name }, index) => {
          const nudge = noise(700 + index, snapshot.tensors.get(name)?.length ?? 0);
          return [name, (snapshot.tensors.get(name) ?? nudge).map((value, at) => value + 0.1 * (nudge[at] ?? 0))];
        }),
      );
      await executor.restore({ ...snapshot, tensors: new Map([...snapshot.tensors, ...tensors]) });
      await expectAgreement(executor, plan, batchOf(plan), new Float32Array(plan.terms.length).fill(1), { step: 3 });
    } finally {
      executor.dispose();
    }
  }, 60_000);

  it("answers with finite numbers, in full", async () => {
    const plan = planFor(ROWS, "whole");
    const executor = new TfjsExecutor(plan, facts);
    const heads = await executor.evaluate(batchOf(plan).images);
    executor.dispose();
    expect(heads.map(({ logits }) => logits.length)).toEqual([5 * ROWS, 5 * ROWS, 5 * ROWS]);
    expect(heads.every(({ logits }) => logits.every(Number.isFinite))).toBe(true);
  });
});
