import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import { openDevice, type EngineDevice } from "../device";
import type { ProbeLoss, Snapshot, StepResult } from "../executor";
import { selfTestPlan } from "../selfTest";
import { createCompiledExecutor, type CompiledExecutor } from "./compiledExecutor";
import { expectClose } from "../testing/agreement";
import { referenceForward } from "../testing/referenceForward";
import { batchOf, crossEntropies, noise, planOf, SCOPE, smallNetwork } from "../testing/smallNetwork";

let device: EngineDevice;
beforeAll(async () => {
  device = await openDevice();
});
afterAll(() => device.dispose());

/** A ResNet-8 with two mimicking branches: every kernel of the default experiment. */
const plan = {
  ...selfTestPlan(),
  optimizer: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const,
};
const coefficients = Float32Array.from(plan.terms.flatMap((term) => [term.weight.base, term.weight.base]));

function train(executor: CompiledExecutor, from: number, to: number): Promise<readonly StepResult[]> {
  const steps = Array.from({ length: to - from }, (_, index) => from + index);
  // Not awaited one by one: the order of the calls is the order of the work.
  return Promise.all(
    steps.map((step) =>
      executor.step({ step, learningRate: 0.05, coefficients, batch: batchOf(plan, 20 + (step % 3)) }),
    ),
  );
}

function bits({ tensors }: Snapshot): string {
  return [...tensors]
    .map(([name, values]) => `${name}:${new Uint32Array(values.buffer, values.byteOffset, values.length).join(",")}`)
    .join("\n");
}

const probeLosses: readonly ProbeLoss[] = plan.graph.heads.map(({ branch }) => ({
  id: branch,
  branch,
  coefficients: Float32Array.from(plan.terms, (term) => (term.id === `ce/${branch}` ? 1 : 0)),
}));

describe("a run", () => {
  it("replays bit for bit, with evaluations and probes in between, and learns", async () => {
    const first = await createCompiledExecutor(plan, device);
    const second = await createCompiledExecutor(plan, device, undefined, { poison: true });
    const plain = await train(first, 0, 12);
    const watched: StepResult[] = [];
    for (let step = 0; step < 12; step += 1) {
      if (step % 4 === 1) void second.evaluate(batchOf(plan).images);
      if (step % 4 === 2) void second.probe(batchOf(plan), probeLosses, step);
      watched.push(...(await train(second, step, step + 1)));
    }
    expect(watched.map(({ losses }) => [...losses])).toEqual(plain.map(({ losses }) => [...losses]));
    expect(bits(await second.snapshot())).toBe(bits(await first.snapshot()));
    expect(plain.at(-1)?.losses[0]).toBeLessThan(plain[0]?.losses[0] ?? 0);
    first.dispose();
    second.dispose();
  });

  it("continues bit for bit from a snapshot in another executor", async () => {
    const whole = await createCompiledExecutor(plan, device);
    await train(whole, 0, 3);
    const snapshot = await whole.snapshot();
    expect(snapshot.step).toBe(3);
    expect(Object.keys(snapshot.variants).length).toBeGreaterThan(3);
    await train(whole, 3, 6);
    const resumed = await createCompiledExecutor(plan, device);
    await resumed.restore(snapshot);
    await train(resumed, 3, 6);
    expect(bits(await resumed.snapshot())).toBe(bits(await whole.snapshot()));
    whole.dispose();
    resumed.dispose();
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

  it("refuses a snapshot of another network and stays as it was", async () => {
    const executor = await createCompiledExecutor(plan, device);
    const before = await executor.snapshot();
    const tensors = new Map(before.tensors);
    tensors.delete(plan.graph.parameters[2]?.name ?? "");
    await expect(executor.restore({ ...before, tensors })).rejects.toThrow(plan.graph.parameters[2]?.name);
    expect(bits(await executor.snapshot())).toBe(bits(before));
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

  it("counts right answers, the first of equal logits winning", async () => {
    const graph: NetworkGraph = smallNetwork([4, 4, 3], 3, () => ({ main: "input" }));
    const tied = planOf(graph, crossEntropies(graph), 4);
    const executor = await createCompiledExecutor(tied, device);
    const { tensors, variants } = await executor.snapshot();
    const flat = new Map([...tensors].map(([name, values]) => [name, values.map(() => 0)] as const));
    await executor.restore({ step: 0, tensors: flat, variants });
    const batch = { images: batchOf(tied).images, labels: Int32Array.of(0, 1, 0, 2) };
    const result = await executor.step({ step: 0, learningRate: 0, coefficients: Float32Array.of(1, 1), batch });
    expect([...result.correct]).toEqual([2]);
    expect(result.losses[0]).toBeCloseTo(Math.log(3), 6);
    executor.dispose();
  });

  it("refuses a batch of another size", async () => {
    const executor = await createCompiledExecutor(plan, device);
    const batch = { images: new Float32Array(5), labels: new Int32Array(2) };
    await expect(executor.step({ step: 0, learningRate: 0, coefficients, batch })).rejects.toThrow(RangeError);
    executor.dispose();
  });
});

const optimizers: readonly OptimizerSpec[] = [
  { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 1e-2 },
  { kind: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 1e-2, decoupled: true },
  { kind: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 1e-2, decoupled: false },
];

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

describe("inference", () => {
  it("uses running statistics on any number of rows", async () => {
    const executor = await createCompiledExecutor(plan, device);
    await train(executor, 0, 3);
    const { tensors } = await executor.snapshot();
    const rows = 2 * plan.batchSize + 3;
    const images = noise(77, rows * 8 * 8 * 3);
    const outputs = await executor.evaluate(images, { embeddings: true });
    const want = referenceForward({
      graph: plan.graph,
      rows,
      images: Float64Array.from(images),
      values: new Map([...tensors].map(([name, values]) => [name, Float64Array.from(values)])),
      training: false,
      seed: plan.seed,
      step: 0,
    });
    plan.graph.heads.forEach(({ logits, embedding }, index) => {
      expectClose(logits, outputs[index]?.logits ?? [], want.get(logits) ?? []);
      expectClose(embedding, outputs[index]?.embedding ?? [], want.get(embedding) ?? []);
    });
    expect(await executor.evaluate(new Float32Array(0))).toHaveLength(plan.graph.heads.length);
    executor.dispose();
  });
});

describe("a probe", () => {
  it("gives the inner products of the losses' gradients; halves add up to the whole", async () => {
    const executor = await createCompiledExecutor(plan, device);
    const batch = batchOf(plan);
    const half = plan.batchSize / 2;
    const [main] = probeLosses;
    if (main === undefined) throw new Error("no loss");
    const halves = [
      { ...main, id: "first", images: [0, half] as const },
      { ...main, id: "second", images: [half, plan.batchSize] as const },
    ];
    const { layers, gram } = await executor.probe(batch, [...probeLosses, ...halves], 0);
    const count = probeLosses.length + 2;
    const gradients = await Promise.all(
      probeLosses.map(async (loss) => (await executor.gradients(batch, loss.coefficients, 0)).gradients),
    );
    layers.forEach(({ layer }, at) => {
      const names = plan.graph.parameters
        .filter((p) => p.layer === layer && p.branch === "main")
        .map(({ name }) => name);
      const value = (a: number, b: number): number => gram[(at * count + a) * count + b] ?? Number.NaN;
      for (const [a, first] of gradients.entries()) {
        for (const [b, second] of gradients.entries()) {
          const want = names.reduce((sum, name) => sum + inner(first.get(name), second.get(name)), 0);
          const scale = Math.sqrt(value(a, a) * value(b, b));
          expect(Math.abs(value(a, b) - want)).toBeLessThanOrEqual(1e-5 * scale + 1e-12);
        }
      }
      const [whole, first, second] = [0, count - 2, count - 1];
      expect(value(whole, first) + value(whole, second)).toBeCloseTo(value(whole, whole), 4);
    });
    executor.dispose();
  });

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

function inner(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

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

  it("a disposed executor rejects", async () => {
    const executor = await createCompiledExecutor(plan, device);
    executor.dispose();
    await expect(train(executor, 0, 1)).rejects.toThrow("disposed");
    await expect(executor.snapshot()).rejects.toThrow("disposed");
    executor.dispose();
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
