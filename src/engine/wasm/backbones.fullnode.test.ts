import { describe, expect, it } from "vitest";
import type { Executor, ExecutorPlan } from "../executor";
import { expectClose } from "../testing/agreement";
import { batchOf } from "../testing/smallNetwork";
import { tinyBackbones } from "../testing/tinyBackbones";
import { openTfjs } from "../tfjs/openBackend";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { kernelModule } from "./kernelModule";
import { WasmExecutor } from "./wasmExecutor";

const ROWS = 8;
const STEPS = 10;
const module = await kernelModule();
const facts = await openTfjs("cpu");

/** Losses of the first steps, and every head's logits after them. */
async function trained(executor: Executor, plan: ExecutorPlan, learningRate: number) {
  const coefficients = new Float32Array(2 * plan.terms.length).fill(1);
  const losses: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const batch = batchOf(plan, 40 + (step % 3));
    losses.push(...(await executor.step({ step, learningRate, coefficients, batch })).losses);
  }
  const outputs = await executor.evaluate(batchOf(plan, 90).images);
  executor.dispose();
  return { losses, outputs };
}

describe.each(tinyBackbones)("$name", ({ name, plan: planFor }) => {
  it("trains as on tfjs for the first steps", async () => {
    const plan = planFor(ROWS, "short");
    // Inverted residuals, whose maps of one or two pixels magnify a difference from step to step, take a lower one.
    const rate = name.startsWith("mobilenetV2") ? 0.005 : 0.02;
    const wasm = await trained(new WasmExecutor(plan, module, { poison: true }), plan, rate);
    const tfjs = await trained(new TfjsExecutor(plan, facts), plan, rate);
    expect(tfjs.losses).toHaveLength(3 * STEPS);
    tfjs.losses.forEach((loss, index) => expectClose(`loss ${index}`, [wasm.losses[index] ?? 0], [loss], 1e-5));
    wasm.outputs.forEach(({ branch, logits }, index) => {
      expectClose(`logits of ${branch}`, logits, tfjs.outputs[index]?.logits ?? [], 1e-4);
    });
  });
});
