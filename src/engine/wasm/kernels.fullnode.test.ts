import { expect, it } from "vitest";
import { checkPrimitives, primitiveCases } from "../testing/primitiveCases";
import { checkTerms, followMinimum, termCases } from "../testing/termCases";
import { kernelModule } from "./kernelModule";
import { WasmExecutor } from "./wasmExecutor";

const module = await kernelModule();

it.each(primitiveCases)("$name", (one) =>
  checkPrimitives(one, (plan) => new WasmExecutor(plan, module, { poison: true })),
);

it.each(termCases)("%s", (_name, network, terms) =>
  checkTerms(network, terms, (plan) => new WasmExecutor(plan, module, { poison: true })),
);

it("the running minimum of variances is remembered and restored", async () => {
  const [start, stepped, kept] = await followMinimum((plan) => new WasmExecutor(plan, module));
  expect(start).toBe(1e5);
  expect(stepped).toBeLessThan(10);
  expect(kept).toBe(Math.fround(1e-3));
});
