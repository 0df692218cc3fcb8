import { afterAll, beforeAll, expect, it } from "vitest";
import { EngineDevice, openDevice } from "../../device";
import type { Engine } from "../../engine";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../../testing/smallNetwork";
import { parseTile } from "../kernels/convTile";
import { openCompiled } from "../openCompiled";

// The kernels for cards on whatever adapter there is: here it matters that one is chosen and kept, not which.
let gpu: GPUDevice;
let device: EngineDevice;
let engine: Engine;
beforeAll(async () => {
  const opened = await openDevice();
  ({ gpu } = opened);
  device = new EngineDevice(gpu, { ...opened.adapter, kind: "gpu" });
  // A busy machine would use the time up before anything is compared: this clock counts how often it is read.
  let ticks = 0;
  engine = openCompiled(device, undefined, () => (ticks += 5));
});
afterAll(() => {
  expect(device.fault).toBeUndefined();
  device.dispose();
});

const graph = smallNetwork([16, 16, 3], 3, (builder) => {
  const first = builder.conv(SCOPE, "first", "input", { filters: 16, kernel: 3 });
  return { one: builder.conv(SCOPE, "second", first, { filters: 24, kernel: 3 }) };
});
const plan = planOf(graph, crossEntropies(graph), 8);

async function gradients(variants?: { readonly [shape: string]: string }) {
  const executor = await engine.create(plan, undefined, variants);
  try {
    const result = await executor.gradients(batchOf(plan), Float32Array.from([1, 1]), 0);
    return { used: executor.variants, gradients: result.gradients };
  } finally {
    executor.dispose();
  }
}

it("is measured at the first network, kept for the next one, and overruled by a record", async () => {
  const first = await gradients();
  const table = engine.tuning?.table;
  const timed = Object.entries(table?.shapes ?? {}).filter(([, { ms }]) => Object.keys(ms).length > 0);
  expect(timed.length).toBeGreaterThan(0);
  for (const [shape, { variant, ms }] of timed) {
    expect(first.used[shape]).toBe(variant);
    for (const way of Object.values(ms)) expect(way).toBeGreaterThan(0);
  }
  const second = await gradients();
  expect(second.used).toEqual(first.used);
  expect(engine.tuning?.table).toEqual(table);
  expect(second.gradients).toEqual(first.gradients);

  const [shape = "", chosen] = timed[0] ?? [];
  const other = Object.keys(chosen?.ms ?? {}).find((way) => way !== chosen?.variant) ?? "";
  expect(parseTile(other)).toBeTruthy();
  const replayed = await gradients({ ...first.used, [shape]: other });
  expect(replayed.used[shape]).toBe(other);
  // What a record decides is no new choice.
  expect(engine.tuning?.table).toEqual(table);
  for (const [name, values] of replayed.gradients) {
    const wanted = first.gradients.get(name) ?? new Float32Array();
    const largest = Math.max(...wanted.map(Math.abs));
    values.forEach((value, index) =>
      expect(Math.abs(value - (wanted[index] ?? NaN))).toBeLessThanOrEqual(2e-5 * largest),
    );
  }
});

it("is as good as what is measured by whoever tells nothing of a clock: estimates", async () => {
  const silent = openCompiled(device);
  const executor = await silent.create(plan);
  executor.dispose();
  for (const { ms } of Object.values(silent.tuning?.table.shapes ?? {})) expect(ms).toEqual({});
});
