import { describe, expect, it } from "vitest";
import { DeviceError } from "../deviceError";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "./smallNetwork";
import { bits, coefficients, describeExecutor, inputAt, plan, train, type OpenExecutor } from "./executor.contract";

/** What every executor in WebAssembly does, wherever it lives. */
export function describeWasmExecutor(open: OpenExecutor): void {
  describeExecutor(open);

  describe("inspecting a step", () => {
    const kernels = plan.graph.parameters.filter(({ role }) => role === "kernel" || role === "weight");

    it("finds nothing in a healthy network, and is then a step like any other", async () => {
      const executor = await open(plan);
      const start = await executor.snapshot();
      expect(await executor.inspect(inputAt(0))).toBeUndefined();
      const inspected = await executor.snapshot();
      await executor.restore(start);
      await executor.step(inputAt(0));
      expect(inspected.step).toBe(1);
      expect(bits(inspected)).toBe(bits(await executor.snapshot()));
    });

    it.each(kernels)("names the tensor that $name makes overflow", async ({ name }) => {
      const executor = await open(plan);
      const start = await executor.snapshot();
      const values = (start.tensors.get(name) ?? new Float32Array()).map(() => 3e38);
      await executor.restore({ ...start, tensors: new Map(start.tensors).set(name, values) });
      const node = plan.graph.nodes.find(({ parameters }) => parameters.includes(name))?.name;
      expect(await executor.inspect(inputAt(0))).toMatchObject({ kind: "activation", name: node });
    });

    it("names a gradient where all activations are in order", async () => {
      const steep = { ...inputAt(0), coefficients: coefficients.map((value) => value * 3e38) };
      const bad = await (await open(plan)).inspect(steep);
      expect(bad?.kind).toBe("gradient");
      expect(bad?.name).toMatch(/dense/);
    });
  });

  it("a NaN in an image reaches the logits and the loss of its row, through ReLU and pools", async () => {
    const graph = smallNetwork([6, 6, 3], 3, (builder) => {
      const map = builder.conv(SCOPE, "conv", "input", { filters: 5, kernel: 3 });
      const relu = builder.apply(SCOPE, "relu", { op: "activation", activation: "relu" }, map);
      return { main: builder.apply(SCOPE, "pool", { op: "maxPool", kernel: 2, stride: 2, padding: [0, 0] }, relu) };
    });
    const own = planOf(graph, crossEntropies(graph), 3);
    const batch = batchOf(own);
    batch.images[6 * 6 * 3 + 40] = Number.NaN;
    const { logits, losses } = await (await open(own)).gradients(batch, Float32Array.of(1), 0);
    expect([...(logits[0] ?? [])].map(Number.isNaN)).toEqual([0, 1, 0].flatMap((row) => Array(3).fill(row === 1)));
    expect(losses[0]).toBeNaN();
  });

  it("a network that does not fit is refused with its size", async () => {
    const graph = smallNetwork([64, 64, 3], 3, (builder) => ({
      main: builder.conv(SCOPE, "huge", "input", { filters: 4096, kernel: 1, padding: [0, 0] }),
    }));
    const refused: unknown = await open(planOf(graph, crossEntropies(graph), 4096)).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DeviceError);
    expect(refused).toMatchObject({
      code: "out-of-memory",
      fault: { code: "memoryRefused", bytes: expect.any(Number) },
    });
  });

  it("copies what it is given before its method returns", async () => {
    const [own, overwritten] = [await open(plan), await open(plan)];
    await train(own, 0, 2);
    const input = inputAt(0);
    const first = overwritten.step(input);
    input.batch.images.fill(9);
    input.batch.labels.fill(0);
    input.coefficients.fill(0);
    const second = overwritten.step(inputAt(1));
    const { images } = batchOf(plan);
    const outputs = overwritten.evaluate(images);
    images.fill(9);
    await Promise.all([first, second]);
    expect(bits(await overwritten.snapshot())).toBe(bits(await own.snapshot()));
    expect(await outputs).toEqual(await own.evaluate(batchOf(plan).images));
  });
}
