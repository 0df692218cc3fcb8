import { describe, expect, it } from "vitest";
import { expectClose } from "../testing/agreement";
import { calmRateOf, firstSteps } from "../testing/firstSteps";
import { tinyBackbones } from "../testing/tinyBackbones";
import { openTfjs } from "../tfjs/openBackend";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { kernelModule } from "./kernelModule";
import { WasmExecutor } from "./wasmExecutor";

const ROWS = 8;
const STEPS = 10;
const module = await kernelModule();
const facts = await openTfjs("cpu");

describe.each(tinyBackbones)("$name", ({ name, plan: planFor }) => {
  it("trains as on tfjs for the first steps", async () => {
    const plan = planFor(ROWS, "short");
    const rate = calmRateOf(name);
    const wasm = await firstSteps(new WasmExecutor(plan, module, { poison: true }), plan, STEPS, rate);
    const tfjs = await firstSteps(new TfjsExecutor(plan, facts), plan, STEPS, rate);
    expect(tfjs.losses).toHaveLength(3 * STEPS);
    tfjs.losses.forEach((loss, index) => expectClose(`loss ${index}`, [wasm.losses[index] ?? 0], [loss], 1e-5));
    wasm.outputs.forEach(({ branch, logits }, index) => {
      expectClose(`logits of ${branch}`, logits, tfjs.outputs[index]?.logits ?? [], 1e-4);
    });
  });
});
