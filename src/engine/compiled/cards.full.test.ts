import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineDevice, openDevice } from "../device";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";
import { checkPrimitives, primitiveCases } from "../testing/primitiveCases";
import { checkTerms, followMinimum, termCases } from "../testing/termCases";
import { createCompiledExecutor } from "./compiledExecutor";

// The kernels that a graphics card gets, on whatever adapter there is: what they compute does not depend on it.
let device: EngineDevice;
beforeAll(async () => {
  const { gpu, adapter } = await openDevice();
  device = new EngineDevice(gpu, { ...adapter, kind: "gpu" });
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

it.each(primitiveCases)("$name, by the kernels for cards", (one) =>
  checkPrimitives(one, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);

it.each(termCases)("%s, by the kernels for cards", (_name, network, terms) =>
  checkTerms(network, terms, (plan) => createCompiledExecutor(plan, device, undefined, { poison: true })),
);

it("the running minimum of variances is remembered and restored by the kernels for cards", async () => {
  const [start, stepped, kept] = await followMinimum((plan) => createCompiledExecutor(plan, device));
  expect(start).toBe(1e5);
  expect(stepped).toBeLessThan(10);
  expect(kept).toBe(Math.fround(1e-3));
});

it("a gradient whose parts were summed together with others' is named by the kernels for cards, too", async () => {
  const graph = smallNetwork([9, 7, 3], 3, (builder) => {
    const first = builder.conv(SCOPE, "first", "input", { filters: 12, kernel: 1, padding: [0, 0] });
    return { one: builder.conv(SCOPE, "second", first, { filters: 16, kernel: 3 }) };
  });
  const plan = planOf(graph, crossEntropies(graph), 5);
  const software = new EngineDevice(device.gpu, { ...device.adapter, kind: "software" });
  const batch = batchOf(plan);
  const bright = { ...batch, images: batch.images.map((value) => 100 * value) };
  const input = { step: 0, learningRate: 0.05, coefficients: Float32Array.of(1, 1e5), batch: bright };
  const executors = [await createCompiledExecutor(plan, device), await createCompiledExecutor(plan, software)] as const;
  const [own, other] = executors;
  // Bright images before them and steep weights behind them make the filters' gradients the largest numbers of the step.
  const start = await other.snapshot();
  const tensors = new Map(
    [...start.tensors].map(([name, values]) => [name, /dense.*weight/.test(name) ? values.map((w) => 50 * w) : values]),
  );
  for (const executor of executors) await executor.restore({ ...start, tensors, variants: {} });
  const { gradients } = await other.gradients(input.batch, Float32Array.of(1e5), 0);
  const [largest = "", values = new Float32Array(0)] =
    [...gradients].sort(([, a], [, b]) => Math.max(...b.map(Math.abs)) - Math.max(...a.map(Math.abs)))[0] ?? [];
  expect(largest).toMatch(/kernel$/);
  const limit = 0.99 * Math.max(...values.map(Math.abs));
  for (const executor of executors)
    expect(await executor.inspect(input, limit)).toMatchObject({ kind: "gradient", name: largest });
  own.dispose();
  other.dispose();
});
