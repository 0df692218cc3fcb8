import { beforeAll, expect, it } from "vitest";
import type { EngineFacts, ExecutorPlan, GradientResult } from "../executor";
import { expectClose } from "../testing/agreement";
import { primitiveCases } from "../testing/primitiveCases";
import { batchOf, crossEntropies, planOf } from "../testing/smallNetwork";
import { followMinimum, termCases } from "../testing/termCases";
import { openTfjs } from "../tfjs/openBackend";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { kernelModule } from "./kernelModule";
import { WasmExecutor } from "./wasmExecutor";

// Against the oracle, which is quick; kernels.fullnode.test.ts compares the same cases with differences in doubles.

const module = await kernelModule();
let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

async function expectSame(plan: ExecutorPlan, step = 0): Promise<void> {
  const coefficients = Float32Array.from(plan.terms, (_, index) => 0.75 + 0.5 * index);
  const [wasm, tfjs] = [new WasmExecutor(plan, module, { poison: true }), new TfjsExecutor(plan, facts)];
  const of = (executor: WasmExecutor | TfjsExecutor): Promise<GradientResult> =>
    executor.gradients(batchOf(plan), coefficients, step);
  const [got, want] = [await of(wasm), await of(tfjs)];
  wasm.dispose();
  tfjs.dispose();
  expectClose("losses", got.losses, want.losses);
  plan.graph.heads.forEach(({ branch }, head) =>
    expectClose(`logits of ${branch}`, got.logits[head] ?? [], want.logits[head] ?? []),
  );
  const largest = Math.max(...[...want.gradients.values()].flatMap((values) => [...values]).map(Math.abs));
  for (const { name } of plan.graph.parameters) {
    const [own, other] = [got.gradients.get(name) ?? [], want.gradients.get(name) ?? []];
    // A gradient that is nought but for rounding has no digits to compare.
    const noise = other.every((value) => Math.abs(value) < 1e-6 * largest);
    expect(own.every(Number.isFinite), name).toBe(true);
    if (!noise) expectClose(name, own, other, 5e-4);
  }
}

it.each(primitiveCases)("$name", ({ graph, batchSize, step }) =>
  expectSame(planOf(graph, crossEntropies(graph), batchSize), step),
);

it.each(termCases)("%s", (_name, graph, terms) => expectSame(planOf(graph, terms, 6)));

it("the running minimum of variances is remembered and restored", async () => {
  const [start, stepped, kept] = await followMinimum((plan) => new WasmExecutor(plan, module));
  expect(start).toBe(1e5);
  expect(stepped).toBeLessThan(10);
  expect(kept).toBe(Math.fround(1e-3));
});
