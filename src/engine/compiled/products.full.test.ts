import { afterAll, beforeAll, expect, it } from "vitest";
import type { NetworkGraph } from "../../graph/networkGraph";
import { EngineDevice, openDevice } from "../device";
import type { Snapshot } from "../executor";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";
import { createCompiledExecutor } from "./compiledExecutor";

// The products that convolutions become on a graphics card, against the direct kernels that software gets, on one adapter.
let cards: EngineDevice;
let software: EngineDevice;
beforeAll(async () => {
  const { gpu, adapter } = await openDevice();
  cards = new EngineDevice(gpu, { ...adapter, kind: "gpu" });
  software = new EngineDevice(gpu, { ...adapter, kind: "software" });
});
afterAll(() => {
  expect(cards.fault).toBeUndefined();
  cards.dispose();
});

const BATCH = 5;

/** Seven channels more than a tile has, an odd map, and sums over pixels that are split and end within a slice. */
function network(filters: number, kernel: number, stride: number): NetworkGraph {
  return smallNetwork([9, 7, 3], 3, (builder) => {
    const first = builder.conv(SCOPE, "first", "input", { filters: 12, kernel: 1, padding: [0, 0], bias: true });
    const options = { filters, kernel, stride, padding: [1, 0] as const, bias: true };
    return { one: builder.conv(SCOPE, "second", first, options), two: first };
  });
}

async function gradients(graph: NetworkGraph, device: EngineDevice, product?: string) {
  const plan = planOf(graph, crossEntropies(graph), BATCH);
  const first = await createCompiledExecutor(plan, device, undefined, { poison: true });
  const { variants } = await first.snapshot();
  const forced: Snapshot["variants"] = Object.fromEntries(
    Object.entries(variants).map(([shape, variant]) => [
      shape,
      product !== undefined && shape.includes(" 12>") ? variant.replace(/(g\d+x\d+)?$/, product) : variant,
    ]),
  );
  const executor =
    product === undefined
      ? first
      : await createCompiledExecutor(plan, device, undefined, { poison: true, variants: forced });
  try {
    const ask = () => executor.gradients(batchOf(plan), Float32Array.from([1, 1, 1, 0.5]), 0);
    const result = await ask();
    const again = await ask();
    const { variants: used } = await executor.snapshot();
    return { gradients: result.gradients, again: again.gradients, used: Object.values(used) };
  } finally {
    first.dispose();
    executor.dispose();
  }
}

it.each([
  [72, 3, 2, "g64x64"],
  [40, 2, 1, "g32x32"],
] as const)(
  "%d channels, kernel %d, stride %d as products in tiles of %s: the same gradients, the same bits each time",
  async (filters, kernel, stride, product) => {
    const graph = network(filters, kernel, stride);
    const wanted = await gradients(graph, software);
    const found = await gradients(graph, cards, product);
    expect(found.used.filter((variant) => variant.endsWith(product)).length).toBe(1);
    expect(wanted.used.join(" ")).not.toContain("g");
    expect(found.gradients.size).toBe(graph.parameters.length);
    for (const [name, values] of found.gradients) {
      const other = wanted.gradients.get(name) ?? new Float32Array(0);
      const largest = Math.max(...other.map(Math.abs));
      expect(largest, name).toBeGreaterThan(0);
      expect(values.length, name).toBe(other.length);
      const apart = Math.max(...values.map((value, index) => Math.abs(value - (other[index] ?? Number.NaN))));
      expect(apart / largest, name).toBeLessThan(2e-6);
      expect(found.again.get(name), name).toEqual(values);
    }
  },
);
