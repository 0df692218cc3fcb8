import { describe, expect, it } from "vitest";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import { plainImages } from "../../data/batch";
import { plainSource } from "../../data/batchSource";
import { normalisationTable } from "../../data/normalise";
import { totemInfo } from "../../data/totem/info";
import { totemSplit } from "../../data/totem/split";
import { drawAt } from "../../random/mix32";
import type { Executor, ExecutorPlan, ProbeLoss, Snapshot, StepInput, StepResult } from "../executor";
import { selfTestPlan } from "../selfTest";
import { expectClose } from "./agreement";
import { referenceForward } from "./referenceForward";
import { batchOf, crossEntropies, noise, planOf, smallNetwork } from "./smallNetwork";

/** Makes the executor that is to be tested. @param options of those that have dead memory to fill with NaN. */
export type OpenExecutor = (plan: ExecutorPlan, options?: { readonly poison?: boolean }) => Promise<Executor>;

/** A ResNet-8 with two mimicking branches: every kernel of the default experiment. */
export const plan: ExecutorPlan = {
  ...selfTestPlan(),
  optimizer: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
};
export const coefficients = Float32Array.from(plan.terms.flatMap((term) => [term.weight.base, term.weight.base]));

export const inputAt = (step: number, of = plan): StepInput => ({
  step,
  learningRate: 0.05,
  coefficients: Float32Array.from(of.terms.flatMap((term) => [term.weight.base, term.weight.base])),
  batch: batchOf(of, 20 + (step % 3)),
});

export function train(executor: Executor, from: number, to: number, of = plan): Promise<readonly StepResult[]> {
  const steps = Array.from({ length: to - from }, (_, index) => from + index);
  // Not awaited one by one: the order of the calls is the order of the work.
  return Promise.all(steps.map((step) => executor.step(inputAt(step, of))));
}

export function bits({ tensors }: Snapshot): string {
  return [...tensors]
    .map(([name, values]) => `${name}:${new Uint32Array(values.buffer, values.byteOffset, values.length).join(",")}`)
    .join("\n");
}

export const probeLosses: readonly ProbeLoss[] = plan.graph.heads.map(({ branch }) => ({
  id: branch,
  branch,
  coefficients: Float32Array.from(plan.terms, (term) => (term.id === `ce/${branch}` ? 1 : 0)),
}));

export const optimizers: readonly OptimizerSpec[] = [
  { kind: "sgd", momentum: 0.9, nesterov: true, weightDecay: 1e-2 },
  { kind: "adam", beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 1e-2, decoupled: true },
  { kind: "adam", beta1: 0.8, beta2: 0.99, epsilon: 1e-6, weightDecay: 1e-2, decoupled: false },
];

export function inner(a: Float32Array = new Float32Array(), b: Float32Array = new Float32Array()): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0);
}

/** In double precision, the first update of a parameter. */
const firstUpdate = (spec: OptimizerSpec, p: number, gradient: number, eta: number): number => {
  const g = spec.kind === "adam" && spec.decoupled ? gradient : gradient + spec.weightDecay * p;
  if (spec.kind === "sgd") return p - eta * (spec.nesterov ? g + spec.momentum * g : g);
  const kept = spec.decoupled ? p * (1 - eta * spec.weightDecay) : p;
  // Corrected, the moments of a first step are g and g².
  return kept - (eta * g) / (Math.abs(g) + spec.epsilon);
};

/** What every executor of our own does, whatever it computes on. */
export function describeExecutor(open: OpenExecutor): void {
  describe("a run", () => {
    it("replays bit for bit, with evaluations and probes in between and dead memory full of NaN, and learns", async () => {
      const first = await open(plan);
      const second = await open(plan, { poison: true });
      const plain = await train(first, 0, 12);
      const watched: StepResult[] = [];
      for (let step = 0; step < 12; step += 1) {
        if (step % 4 === 1) void second.evaluate(batchOf(plan).images, { embeddings: true });
        if (step % 4 === 2) void second.probe(batchOf(plan), probeLosses, step);
        if (step % 4 === 3)
          void second.gradients(
            batchOf(plan),
            Float32Array.from(plan.terms, () => 1),
            step,
          );
        watched.push(...(await train(second, step, step + 1)));
      }
      expect(watched.map(({ losses }) => [...losses])).toEqual(plain.map(({ losses }) => [...losses]));
      expect(bits(await second.snapshot())).toBe(bits(await first.snapshot()));
      expect(plain.at(-1)?.losses[0]).toBeLessThan(plain[0]?.losses[0] ?? 0);
    });

    it("continues bit for bit from a snapshot at any of eight steps", async () => {
      const whole = await open(plan);
      const snapshots: Snapshot[] = [];
      for (let step = 0; step < 8; step += 1) {
        snapshots.push(await whole.snapshot());
        await train(whole, step, step + 1);
      }
      const end = bits(await whole.snapshot());
      for (const [step, snapshot] of snapshots.entries()) {
        expect(snapshot.step).toBe(step);
        const resumed = await open(plan);
        await train(resumed, 5, 6);
        await resumed.restore(snapshot);
        await train(resumed, step, 8);
        expect(bits(await resumed.snapshot()), `from step ${step}`).toBe(end);
      }
    });

    it("refuses a snapshot of another network and stays as it was", async () => {
      const executor = await open(plan);
      const before = await executor.snapshot();
      const tensors = new Map(before.tensors);
      tensors.delete(plan.graph.parameters[2]?.name ?? "");
      await expect(executor.restore({ ...before, tensors })).rejects.toThrow(plan.graph.parameters[2]?.name);
      expect(bits(await executor.snapshot())).toBe(bits(before));
    });
  });

  describe("a step", () => {
    it("counts right answers, the first of equal logits winning", async () => {
      const graph = smallNetwork([4, 4, 3], 3, () => ({ main: "input" }));
      const tied = planOf(graph, crossEntropies(graph), 4);
      const executor = await open(tied);
      const { tensors, variants } = await executor.snapshot();
      const flat = new Map([...tensors].map(([name, values]) => [name, values.map(() => 0)] as const));
      await executor.restore({ step: 0, tensors: flat, variants });
      const batch = { images: batchOf(tied).images, labels: Int32Array.of(0, 1, 0, 2) };
      const result = await executor.step({ step: 0, learningRate: 0, coefficients: Float32Array.of(1, 1), batch });
      expect([...result.correct]).toEqual([2]);
      expect(result.losses[0]).toBeCloseTo(Math.log(3), 6);
    });

    it("refuses a batch of another size", async () => {
      const executor = await open(plan);
      const batch = { images: new Float32Array(5), labels: new Int32Array(2) };
      await expect(executor.step({ step: 0, learningRate: 0, coefficients, batch })).rejects.toThrow(RangeError);
    });
  });

  describe("optimiser", () => {
    it.each(optimizers)("$kind moves the group whose turn it is, and nothing else", async (optimizer) => {
      const grouped = { ...plan, optimizer, groups: plan.graph.heads.map(({ branch }) => [branch]) };
      const executor = await open(grouped);
      const before = await executor.snapshot();
      await executor.step({ ...inputAt(0), group: 1 });
      const after = await executor.snapshot();
      const [, turn] = plan.graph.heads;
      for (const { name, branch } of plan.graph.parameters) {
        const moved = after.tensors.get(name)?.some((value, index) => value !== before.tensors.get(name)?.[index]);
        expect(moved, name).toBe(branch === turn?.branch);
      }
    });
  });

  describe("groups that learn otherwise", () => {
    const [main, ...others] = plan.graph.heads.map(({ branch }) => branch);
    // Every branch at a rate of its own.
    const rates = new Map(others.map((branch, at) => [branch, 0.125 * 4 ** at]));
    const paced = {
      groups: [[main ?? ""], ...others.map((branch) => [branch])],
      paces: [{ rate: 1, from: 0 }, ...others.map((branch) => ({ rate: rates.get(branch) ?? 1, from: 1 }))],
    };

    it.each(optimizers)(
      "$kind: none is moved before it joins, its first step is a first one, at its own rate",
      async (spec) => {
        const executor = await open({ ...plan, optimizer: spec, ...paced });
        const start = await executor.snapshot();
        await executor.step(inputAt(0));
        const before = await executor.snapshot();
        const input = inputAt(1);
        const gradients = await executor.gradients(
          input.batch,
          Float32Array.from(plan.terms, (_, at) => input.coefficients[2 * at + 1] ?? 0),
          1,
        );
        await executor.step(input);
        const after = await executor.snapshot();
        let compared = 0;
        for (const { name, branch } of plan.graph.parameters) {
          const was = before.tensors.get(name) ?? new Float32Array();
          if (branch === main) {
            expect([...was], name).not.toEqual([...(start.tensors.get(name) ?? [])]);
            continue;
          }
          expect([...was], name).toEqual([...(start.tensors.get(name) ?? [])]);
          const g = gradients.gradients.get(name);
          const rate = rates.get(branch) ?? Number.NaN;
          const want = Float64Array.from(was, (p, at) => firstUpdate(spec, p, g?.[at] ?? 0, input.learningRate * rate));
          // Of a gradient that is rounding noise Adam makes a whole step of either sign.
          const kept = [...want.keys()].filter((at) => Math.abs(g?.[at] ?? 0) > 1e-5);
          const now = after.tensors.get(name);
          expectClose(
            name,
            kept.map((at) => now?.[at] ?? Number.NaN),
            kept.map((at) => want[at] ?? 0),
          );
          compared += kept.length;
        }
        expect(compared).toBeGreaterThan(20);
      },
    );
  });

  describe("clipping", () => {
    const joint = Float32Array.from(plan.terms, (_, at) => coefficients[2 * at + 1] ?? 0);
    const lengthOf = (gradients: ReadonlyMap<string, Float32Array>): number =>
      Math.sqrt([...gradients.values()].reduce((sum, values) => values.reduce((own, g) => own + g * g, sum), 0));

    it.each(optimizers)(
      "$kind: a gradient that is too long is shortened as a whole, and its length told",
      async (spec) => {
        const clip = 0.25;
        // Two groups: what is long is the gradient over both.
        const [main, ...others] = plan.graph.heads.map(({ branch }) => branch);
        const groups = [[main ?? ""], others];
        const executor = await open({ ...plan, optimizer: spec, groups, clip }, { poison: true });
        const before = await executor.snapshot();
        const input = inputAt(0);
        const { gradients } = await executor.gradients(input.batch, joint, 0);
        const length = lengthOf(gradients);
        expect(length).toBeGreaterThan(4 * clip);
        const { norm = Number.NaN } = await executor.step(input);
        expect(Math.abs(norm - length) / length).toBeLessThan(1e-5);
        const after = await executor.snapshot();
        let compared = 0;
        for (const { name } of plan.graph.parameters) {
          const g = gradients.get(name) ?? new Float32Array();
          const was = before.tensors.get(name) ?? new Float32Array();
          const want = Float64Array.from(was, (p, at) =>
            firstUpdate(spec, p, ((g[at] ?? 0) * clip) / (length + 1e-6), input.learningRate),
          );
          const kept = [...want.keys()].filter((at) => Math.abs(g[at] ?? 0) > 1e-4);
          const now = after.tensors.get(name);
          expectClose(
            name,
            kept.map((at) => now?.[at] ?? Number.NaN),
            kept.map((at) => want[at] ?? 0),
          );
          compared += kept.length;
        }
        expect(compared).toBeGreaterThan(1000);
      },
    );

    it.each(optimizers)("$kind: a gradient that is short enough leaves every bit as it is", async (spec) => {
      const usual = await open({ ...plan, optimizer: spec });
      const clipping = await open({ ...plan, optimizer: spec, clip: 1e6 });
      const [, results] = [await train(usual, 0, 4), await train(clipping, 0, 4)];
      expect(bits(await clipping.snapshot())).toBe(bits(await usual.snapshot()));
      for (const { norm } of results) expect(norm).toBeGreaterThan(0.1);
      expect((await usual.step(inputAt(4))).norm).toBeUndefined();
    });
  });

  describe("inference", () => {
    it("uses running statistics on any number of rows", async () => {
      const executor = await open(plan);
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
      await expect(executor.evaluate(new Float32Array(5))).rejects.toThrow(RangeError);
    });

    it("gives the same bits from a set's bytes as from floats, whichever images and however often in turn", async () => {
      const executor = await open(plan);
      const set = totemSplit(3, "test", 41, 8, 0.25);
      const other = totemSplit(3, "train", 20, 8, 0.25);
      const table = normalisationTable(totemInfo(8, 20, 41));
      for (const [of, key] of [
        [set, 1],
        [other, 2],
        [set, 3],
      ] as const) {
        // More of them each time: what was made for fewer has no room for what comes with more.
        const rows = key * plan.batchSize + 3;
        const indices = Uint32Array.from({ length: rows }, (_, row) => drawAt(key, row + 1) % of.count);
        const source = plainSource(of, table, indices);
        const asked = executor.evaluate(source, { embeddings: true });
        expect(await asked).toEqual(await executor.evaluate(plainImages(source), { embeddings: true }));
        await executor.step(inputAt(key - 1));
      }
      const small = plainSource(totemSplit(3, "test", 20, 16, 0.25), table, new Uint32Array(1));
      await expect(executor.evaluate(small)).rejects.toThrow(RangeError);
    });
  });

  describe("a probe", () => {
    it("gives the inner products of the losses' gradients; halves add up to the whole", async () => {
      const executor = await open(plan, { poison: true });
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
      expect(layers.length).toBeGreaterThan(3);
      layers.forEach(({ layer }, at) => {
        const names = plan.graph.parameters
          .filter((parameter) => parameter.layer === layer && parameter.branch === "main")
          .map(({ name }) => name);
        const value = (a: number, b: number): number => gram[(at * count + a) * count + b] ?? Number.NaN;
        for (const [a, first] of gradients.entries()) {
          for (const [b, second] of gradients.entries()) {
            const want = names.reduce((sum, name) => sum + inner(first.get(name), second.get(name)), 0);
            expect(Math.abs(value(a, b) - want)).toBeLessThanOrEqual(
              1e-5 * Math.sqrt(value(a, a) * value(b, b)) + 1e-12,
            );
          }
        }
        const [whole, first, second] = [0, count - 2, count - 1];
        expect(value(whole, first) + value(whole, second)).toBeCloseTo(value(whole, whole), 4);
      });
    });
  });

  it("a disposed executor rejects", async () => {
    const executor = await open(plan);
    executor.dispose();
    await expect(train(executor, 0, 1)).rejects.toThrow("disposed");
    await expect(executor.snapshot()).rejects.toThrow("disposed");
    executor.dispose();
  });
}
