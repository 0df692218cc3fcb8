import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { openDevice, type EngineDevice } from "../device";
import type { Executor } from "../executor";
import { createCompiledExecutor } from "./compiledExecutor";
import { expectClose } from "../testing/agreement";
import { describeExecutor, inner, optimizers, plan, train } from "../testing/executor.contract";
import { batchOf, crossEntropies, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.dispose());

const opened: Executor[] = [];
afterEach(() => {
  for (const executor of opened.splice(0)) executor.dispose();
});

describeExecutor(async (wanted, options) => {
  const executor = await createCompiledExecutor(wanted, device, undefined, options);
  opened.push(executor);
  return executor;
});

describe("a run", () => {
  it("records its kernel variants", async () => {
    const executor = await createCompiledExecutor(plan, device);
    expect(Object.keys((await executor.snapshot()).variants).length).toBeGreaterThan(3);
    executor.dispose();
  });

  it("adopts the kernel variants of a snapshot", async () => {
    const executor = await createCompiledExecutor(plan, device);
    const snapshot = await executor.snapshot();
    const variants = Object.fromEntries(Object.keys(snapshot.variants).map((shape) => [shape, "p4c1r16s512"]));
    const pending = train(executor, 0, 2);
    await executor.restore({ ...snapshot, variants });
    expect((await pending)[1]?.losses[0]).toBeGreaterThan(0);
    const [replayed] = await train(executor, 0, 1);
    expect((await executor.snapshot()).variants).toEqual(variants);
    expectClose("losses", replayed?.losses ?? [], (await pending)[0]?.losses ?? []);
    executor.dispose();
  });
});

describe("a step", () => {
  it("creates nothing on the device but its command encoder, and submits once", async () => {
    const executor = await createCompiledExecutor(plan, device);
    await train(executor, 0, 3);
    const { gpu } = device;
    const counts: Record<string, number> = {};
    const restore: (() => void)[] = [];
    const count = (target: object, name: string): void => {
      const original = Reflect.get(target, name) as (...args: unknown[]) => unknown;
      Reflect.set(target, name, (...args: unknown[]) => {
        counts[name] = (counts[name] ?? 0) + 1;
        return original.apply(target, args);
      });
      restore.push(() => Reflect.deleteProperty(target, name));
    };
    for (const name of Object.getOwnPropertyNames(GPUDevice.prototype)) if (name.startsWith("create")) count(gpu, name);
    count(gpu.queue, "submit");
    for (let step = 3; step < 13; step += 1) await train(executor, step, step + 1);
    for (const undo of restore) undo();
    expect(counts).toEqual({ createCommandEncoder: 10, submit: 10 });
    expect(executor.compiledFacts.submits).toBe(1);
    executor.dispose();
  });
});

describe("optimiser", () => {
  it.each(optimizers)("$kind follows the written rule", async (optimizer) => {
    const graph = smallNetwork([4, 4, 3], 3, (builder) => ({
      main: builder.convNorm(SCOPE, "1", "input", { filters: 5, kernel: 3 }, "relu"),
    }));
    const own = { ...planOf(graph, crossEntropies(graph), 4), optimizer };
    const executor = await createCompiledExecutor(own, device);
    const slots = new Map<string, [Float64Array, Float64Array]>();
    let values = new Map([...(await executor.snapshot()).tensors].map(([name, v]) => [name, Float64Array.from(v)]));
    for (let step = 0; step < 3; step += 1) {
      const batch = batchOf(own, 40 + step);
      const { gradients } = await executor.gradients(batch, Float32Array.of(1), step);
      await executor.step({ step, learningRate: 0.1, coefficients: Float32Array.of(1, 1), batch });
      const { tensors } = await executor.snapshot();
      for (const { name } of graph.parameters) {
        const p = values.get(name) ?? new Float64Array();
        const [a, b] = slots.get(name) ?? [new Float64Array(p.length), new Float64Array(p.length)];
        slots.set(name, [a, b]);
        const want = p.map((value, i) => updated(optimizer, value, gradients.get(name)?.[i] ?? 0, a, b, i, step));
        expectClose(`${name} after step ${step}`, tensors.get(name) ?? [], want, 1e-5);
      }
      values = new Map([...tensors].map(([name, v]) => [name, Float64Array.from(v)]));
    }
    executor.dispose();
  });
});

function updated(
  spec: OptimizerSpec,
  p: number,
  gradient: number,
  a: Float64Array,
  b: Float64Array,
  i: number,
  step: number,
): number {
  if (spec.kind === "sgd") {
    const g = gradient + spec.weightDecay * p;
    const v = spec.momentum * (a[i] ?? 0) + g;
    a[i] = v;
    return p - 0.1 * (spec.nesterov ? g + spec.momentum * v : v);
  }
  const g = gradient + (spec.decoupled ? 0 : spec.weightDecay * p);
  a[i] = spec.beta1 * (a[i] ?? 0) + (1 - spec.beta1) * g;
  b[i] = spec.beta2 * (b[i] ?? 0) + (1 - spec.beta2) * g * g;
  const mean = (a[i] ?? 0) / (1 - spec.beta1 ** (step + 1));
  const root = Math.sqrt((b[i] ?? 0) / (1 - spec.beta2 ** (step + 1)));
  return p * (spec.decoupled ? 1 - 0.1 * spec.weightDecay : 1) - (0.1 * mean) / (root + spec.epsilon);
}

describe("a probe", () => {
  it("lets gradients through an observer's detach, and training does not", async () => {
    const grow = (observer: boolean | undefined): NetworkGraph =>
      smallNetwork([5, 5, 3], 3, (builder) => {
        const trunk = builder.convNorm(SCOPE, "1", "input", { filters: 4, kernel: 3 }, "relu");
        const seen = observer === undefined ? trunk : builder.apply(SCOPE, "watch", { op: "detach", observer }, trunk);
        return { main: builder.convNorm(SCOPE, "2", trunk, { filters: 4, kernel: 3 }, "relu"), side: seen };
      });
    const measured = await Promise.all(
      [undefined, true, false].map(async (observer) => {
        const graph = grow(observer);
        const own = planOf(graph, crossEntropies(graph), 4);
        const executor = await createCompiledExecutor(own, device);
        const loss = { id: "side", branch: "side", coefficients: Float32Array.of(0, 1) };
        const { gram } = await executor.probe(batchOf(own), [loss], 0);
        const { gradients } = await executor.gradients(batchOf(own), loss.coefficients, 0);
        executor.dispose();
        return { probed: gram[0] ?? 0, trained: inner(gradients.get("conv1.kernel"), gradients.get("conv1.kernel")) };
      }),
    );
    const [open, watching, closed] = measured;
    expect(open?.trained).toBeGreaterThan(0);
    expect(watching?.trained).toBe(0);
    expect(watching?.probed).toBe(open?.probed);
    expect(closed).toEqual({ probed: 0, trained: 0 });
  });
});

describe("faults", () => {
  it("pending and later calls reject with the device's fault when it goes away", async () => {
    const own = await openDevice();
    const executor = await createCompiledExecutor(plan, own);
    const pending = train(executor, 0, 6);
    const evaluation = executor.evaluate(batchOf(plan).images);
    own.gpu.destroy();
    await expect(pending).rejects.toMatchObject({ code: "device-lost" });
    await expect(evaluation).rejects.toMatchObject({ code: "device-lost" });
    expect((await own.lost).code).toBe("device-lost");
    await expect(train(executor, 6, 7)).rejects.toMatchObject({ code: "device-lost" });
    await expect(createCompiledExecutor(plan, own)).rejects.toMatchObject({ code: "device-lost" });
  });

  it("a network that does not fit is refused with its size and advice", async () => {
    const graph = smallNetwork([64, 64, 3], 3, (builder) => ({
      main: builder.conv(SCOPE, "huge", "input", { filters: 4096, kernel: 1, padding: [0, 0] }),
    }));
    const huge = planOf(graph, crossEntropies(graph), 4096);
    const refused = createCompiledExecutor(huge, device);
    await expect(refused).rejects.toMatchObject({ code: "out-of-memory" });
    await expect(refused).rejects.toMatchObject({ fault: { code: "tooLarge" } });
    expect(device.fault).toBeUndefined();
  });
});

it("counts its shaders while it compiles", async () => {
  const fresh = await openDevice();
  const seen: [number, number][] = [];
  const terms: readonly Term[] = plan.terms;
  const executor = await createCompiledExecutor(
    { ...plan, terms },
    fresh,
    (done, total) => void seen.push([done, total]),
  );
  expect(seen.at(-1)?.[0]).toBe(seen.at(-1)?.[1]);
  expect(seen.length).toBeGreaterThan(10);
  executor.dispose();
  fresh.dispose();
});
