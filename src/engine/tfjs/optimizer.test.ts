import { beforeAll, describe, expect, test } from "vitest";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import { openTfjs } from "./openBackend";
import { NamedOptimizer } from "./optimizer";
import * as tf from "./tf";

beforeAll(async () => {
  await openTfjs("cpu");
});

const start = [1, -2, 0.5];
/** Gradients of five steps; made of the parameter, so that an error in one step shows in the next. */
const gradientAt = (step: number, p: readonly number[]): readonly number[] =>
  p.map((value, index) => 0.3 * value + Math.sin(step + index));
const rateAt = (step: number): number => 0.1 / (step + 1);
const STEPS = 5;

/** Five updates of one parameter by the optimiser under test. */
async function run(spec: OptimizerSpec): Promise<readonly number[]> {
  const before = tf.memory().numTensors;
  const optimizer = new NamedOptimizer(spec);
  let values = start.map(Math.fround);
  for (let step = 0; step < STEPS; step += 1) {
    const next = tf.tidy(() =>
      tf.keep(
        optimizer.update("w", tf.tensor1d(values), tf.tensor1d([...gradientAt(step, values)]), rateAt(step), step),
      ),
    );
    values = Array.from(await next.data());
    next.dispose();
    expect([...optimizer.slots.keys()]).toEqual(optimizer.slotNames("w"));
  }
  optimizer.dispose();
  expect(optimizer.slots.size).toBe(0);
  expect(tf.memory().numTensors).toBe(before);
  return values;
}

function expectClose(got: readonly number[], want: readonly number[]): void {
  expect(got).toHaveLength(want.length);
  want.forEach((value, index) => expect(Math.abs((got[index] ?? Number.NaN) - value)).toBeLessThan(2e-6));
}

describe("sgd in PyTorch's order", () => {
  /** g += wd · p; v = m · v + g, first v = g; p −= lr · v, or with Nesterov p −= lr · (g + m · v). */
  function byHand(momentum: number, decay: number, nesterov: boolean): readonly number[] {
    let p = [...start];
    let v: number[] | undefined;
    for (let step = 0; step < STEPS; step += 1) {
      const g = gradientAt(step, p).map((value, index) => value + decay * (p[index] ?? 0));
      const old = v;
      const velocity = old === undefined ? g : old.map((value, index) => momentum * value + (g[index] ?? 0));
      v = velocity;
      p = p.map((value, index) => {
        const direction = nesterov ? (g[index] ?? 0) + momentum * (velocity[index] ?? 0) : (velocity[index] ?? 0);
        return value - rateAt(step) * direction;
      });
    }
    return p;
  }

  test.each([
    [0, 0, false],
    [0.9, 0, false],
    [0.9, 0.05, false],
    [0.9, 0.05, true],
    [0.5, 0, true],
  ])("momentum %d, decay %d, nesterov %s", async (momentum, weightDecay, nesterov) => {
    expectClose(await run({ kind: "sgd", momentum, nesterov, weightDecay }), byHand(momentum, weightDecay, nesterov));
  });
});

describe("adam", () => {
  function byHand(spec: OptimizerSpec & { kind: "adam" }): readonly number[] {
    const { beta1, beta2, epsilon, weightDecay, decoupled } = spec;
    let p = [...start];
    const m = p.map(() => 0);
    const v = p.map(() => 0);
    for (let step = 0; step < STEPS; step += 1) {
      const lr = rateAt(step);
      const gradient = gradientAt(step, p);
      p = p.map((value, index) => {
        const g = (gradient[index] ?? 0) + (decoupled ? 0 : weightDecay * value);
        m[index] = beta1 * (m[index] ?? 0) + (1 - beta1) * g;
        v[index] = beta2 * (v[index] ?? 0) + (1 - beta2) * g * g;
        const mean = (m[index] ?? 0) / (1 - beta1 ** (step + 1));
        const root = Math.sqrt((v[index] ?? 0) / (1 - beta2 ** (step + 1)));
        return (decoupled ? value * (1 - lr * weightDecay) : value) - (lr * mean) / (root + epsilon);
      });
    }
    return p;
  }

  test.each([
    [0, true, 1e-8],
    [0.1, true, 1e-8],
    [0.1, false, 1e-8],
    [0.1, false, 0.1],
  ])("decay %d, decoupled %s, epsilon %d", async (weightDecay, decoupled, epsilon) => {
    const spec = { kind: "adam", beta1: 0.9, beta2: 0.99, epsilon, weightDecay, decoupled } as const;
    expectClose(await run(spec), byHand(spec));
  });

  test("the first step has the size of the learning rate, whatever the gradient's", async () => {
    const spec = { kind: "adam", beta1: 0.9, beta2: 0.999, epsilon: 1e-12, weightDecay: 0, decoupled: true } as const;
    const optimizer = new NamedOptimizer(spec);
    const next = tf.tidy(() => tf.keep(optimizer.update("w", tf.tensor1d([0, 0]), tf.tensor1d([1e-3, -50]), 0.01, 0)));
    expectClose(Array.from(await next.data()), [-0.01, 0.01]);
    next.dispose();
    optimizer.dispose();
  });
});

test("slots belong to names: a parameter that is skipped does not shift the others", async () => {
  const optimizer = new NamedOptimizer({ kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 0 });
  const step = (name: string, gradient: number): void =>
    tf.tidy(() => void optimizer.update(name, tf.tensor1d([0]), tf.tensor1d([gradient]), 0.1, 0));
  step("a", 1);
  step("b", 10);
  step("b", 10);
  const slots = [...optimizer.slots];
  const values = await Promise.all(slots.map(async ([name, slot]) => [name, (await slot.data())[0]] as const));
  expect(values).toEqual([
    ["momentum/a", 1],
    ["momentum/b", 19],
  ]);
  optimizer.dispose();
});
