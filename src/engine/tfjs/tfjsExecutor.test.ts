import { beforeAll, describe, expect, test } from "vitest";
import type { OptimizerSpec } from "../../catalog/optimizers/optimizer";
import { armNetwork } from "../../experiment/network";
import type { Arm } from "../../experiment/experiment";
import { dhmArm, dsnArm, findPreset, plainArm, smallData } from "../../experiment/presets";
import { cosine, HALF, splitHalf, sumGram } from "../../graph/agreement";
import { initialParameter } from "../../graph/initialValue";
import { derive, drawAt } from "../../random/mix32";
import { countCorrect } from "../countCorrect";
import type { Batch, EngineFacts, ExecutorPlan, ProbeLoss, Snapshot, StepInput } from "../executor";
import { gramMatrices, probeLayers } from "../gram";
import { openTfjs } from "./openBackend";
import * as tf from "./tf";
import { TfjsExecutor } from "./tfjsExecutor";

let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

const ROWS = 4;
const experiment = findPreset("smoke")?.experiment ?? smallData;
const sgd: OptimizerSpec = { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 };
const adam: OptimizerSpec = {
  kind: "adam",
  beta1: 0.9,
  beta2: 0.99,
  epsilon: 1e-8,
  weightDecay: 0.01,
  decoupled: true,
};

function planOf(arm: Arm = dhmArm(1, "s1b1", "s2b1"), optimizer: OptimizerSpec = sgd): ExecutorPlan {
  const { graph, plan } = armNetwork(experiment, arm);
  return { graph, terms: plan.terms, optimizer, batchSize: ROWS, seed: 3 };
}

function batchAt(step: number, rows = ROWS): Batch {
  const [height = 1, width = 1, channels = 1] = planOf().graph.input;
  return {
    images: Float32Array.from({ length: rows * height * width * channels }, (_, index) => {
      return drawAt(derive(step, 1), index + 1) / 2 ** 31 - 1;
    }),
    labels: Int32Array.from({ length: rows }, (_, row) => drawAt(derive(step, 2), row + 1) % 20),
  };
}

function inputAt(plan: ExecutorPlan, step: number): StepInput {
  const coefficients = Float32Array.from(plan.terms.flatMap(({ weight }) => [weight.base, weight.base]));
  return { step, learningRate: 0.05, coefficients, batch: batchAt(step) };
}

const weightsOf = (plan: ExecutorPlan, choose: (id: string) => number): Float32Array =>
  Float32Array.from(plan.terms, ({ id }) => choose(id));

/** Runs a body with an executor and checks that no tensor outlives it. */
async function withExecutor<T>(plan: ExecutorPlan, body: (executor: TfjsExecutor) => Promise<T>): Promise<T> {
  const before = tf.memory().numTensors;
  const executor = new TfjsExecutor(plan, facts);
  try {
    return await body(executor);
  } finally {
    executor.dispose();
    expect(tf.memory().numTensors).toBe(before);
  }
}

function expectSame(a: Snapshot, b: Snapshot): void {
  expect([...a.tensors.keys()].sort()).toEqual([...b.tensors.keys()].sort());
  for (const [name, values] of a.tensors) {
    if (!same(values, b.tensors.get(name))) expect.fail(`${name} differs`);
  }
  expect(a.step).toBe(b.step);
}

/** Bit by bit; much faster than a deep comparison. */
function same(a: Float32Array, b: Float32Array | undefined): boolean {
  return b !== undefined && Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.slice().buffer));
}

describe("tensors", () => {
  test("live as long as the executor: parameters, statistics and slots, and nothing else", async () => {
    for (const optimizer of [sgd, adam]) {
      const plan = planOf(undefined, optimizer);
      await withExecutor(plan, async (executor) => {
        const held = () => tf.memory().numTensors;
        const start = held();
        await executor.evaluate(batchAt(0, 5).images, { embeddings: true });
        await executor.gradients(
          batchAt(0),
          weightsOf(plan, () => 1),
          0,
        );
        const losses = [{ id: "x", branch: "main", coefficients: weightsOf(plan, () => 1) }];
        await executor.probe(batchAt(0), losses, 0);
        expect(held()).toBe(start);
        await executor.step(inputAt(plan, 0));
        const slots = plan.graph.parameters.length * (optimizer.kind === "sgd" ? 1 : 2);
        expect(held()).toBe(start + slots);
        for (let step = 1; step < 3; step += 1) await executor.step(inputAt(plan, step));
        const snapshot = await executor.snapshot();
        await executor.restore(snapshot);
        await executor.step(inputAt(plan, 3));
        await executor.probe(batchAt(0), losses, 0);
        await executor.evaluate(batchAt(0, 5).images);
        expect(held()).toBe(start + slots);
      });
    }
  });

  test("are gone after dispose, and calls are refused", async () => {
    const plan = planOf();
    const before = tf.memory().numTensors;
    const executor = new TfjsExecutor(plan, facts);
    const last = executor.step(inputAt(plan, 0));
    executor.dispose();
    executor.dispose();
    await last;
    expect(tf.memory().numTensors).toBe(before);
    await expect(executor.step(inputAt(plan, 1))).rejects.toThrow("this executor was disposed");
    await expect(executor.snapshot()).rejects.toThrow("this executor was disposed");
    await expect(executor.evaluate(batchAt(0).images)).rejects.toThrow("this executor was disposed");
  });
});

describe("step", () => {
  test("starts from the drawn initial values", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const { tensors, step } = await executor.snapshot();
      expect(step).toBe(0);
      for (const parameter of plan.graph.parameters) {
        if (!same(initialParameter(parameter, 3), tensors.get(parameter.name))) expect.fail(parameter.name);
      }
    });
  });

  test("reports the losses and hits of the forward pass before the update", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const { batch } = inputAt(plan, 0);
      const before = await executor.gradients(
        batch,
        weightsOf(plan, () => 1),
        0,
      );
      const { losses, correct } = await executor.step(inputAt(plan, 0));
      expect(same(before.losses, losses)).toBe(true);
      expect([...correct]).toEqual(before.logits.map((logits) => countCorrect(logits, batch.labels, 20)));
    });
  });

  test("learns what it is shown", async () => {
    const plan = planOf(plainArm());
    await withExecutor(plan, async (executor) => {
      const losses: number[] = [];
      for (let step = 0; step < 8; step += 1) {
        losses.push((await executor.step({ ...inputAt(plan, step), batch: batchAt(0) })).losses[0] ?? Number.NaN);
      }
      expect(losses.at(-1)).toBeLessThan(0.7 * (losses[0] ?? 0));
    });
  });

  test("moves by the weighted sum of its terms' gradients", async () => {
    const plan = planOf(undefined, { ...sgd, momentum: 0, weightDecay: 0 });
    await withExecutor(plan, async (executor) => {
      const weights = plan.terms.map((_, index) => 0.3 + 0.1 * index);
      const { gradients } = await executor.gradients(batchAt(0), Float32Array.from(weights), 0);
      const { tensors: before } = await executor.snapshot();
      // The reported weight of a term must not move anything.
      const coefficients = Float32Array.from(weights.flatMap((weight) => [99, weight]));
      await executor.step({ ...inputAt(plan, 0), coefficients });
      const { tensors: after } = await executor.snapshot();
      for (const { name } of plan.graph.parameters) {
        const gradient = gradients.get(name);
        before.get(name)?.forEach((value, index) => {
          const want = value - 0.05 * (gradient?.[index] ?? 0);
          if (Math.abs((after.get(name)?.[index] ?? Number.NaN) - want) > 1e-6) expect.fail(`${name}[${index}]`);
        });
      }
    });
  });

  test("updates running statistics once, with a tenth of the batch's unbiased variance", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const [node] = plan.graph.nodes.filter(({ name }) => name === "stem.norm");
      await executor.step(inputAt(plan, 0));
      const { tensors } = await executor.snapshot();
      const [mean, variance] = (node?.statistics ?? []).map((name) => tensors.get(name)?.[0] ?? Number.NaN);
      // The stem's first channel by hand.
      const { images } = batchAt(0);
      const kernel = initialParameter(plan.graph.parameters[0] ?? expect.fail("no kernel"), 3);
      const outputs: number[] = [];
      const pixel = (row: number, y: number, x: number, c: number): number =>
        y < 0 || x < 0 || y > 7 || x > 7 ? 0 : (images[((row * 8 + y) * 8 + x) * 3 + c] ?? 0);
      for (let place = 0; place < ROWS * 64; place += 1) {
        const [row, y, x] = [Math.floor(place / 64), Math.floor(place / 8) % 8, place % 8];
        let sum = 0;
        for (let tap = 0; tap < 27; tap += 1) {
          const [r, s, c] = [Math.floor(tap / 9), Math.floor(tap / 3) % 3, tap % 3];
          sum += pixel(row, y + r - 1, x + s - 1, c) * (kernel[tap * 4] ?? 0);
        }
        outputs.push(sum);
      }
      const average = outputs.reduce((sum, value) => sum + value, 0) / outputs.length;
      const squares = outputs.reduce((sum, value) => sum + (value - average) ** 2, 0);
      expect(mean).toBeCloseTo(0.1 * average, 6);
      expect(variance).toBeCloseTo(0.9 + (0.1 * squares) / (outputs.length - 1), 6);
    });
  });

  test("lets the caller fill its batch anew at once", async () => {
    const plan = planOf();
    const run = (spoil: boolean) =>
      withExecutor(plan, async (executor) => {
        const input = inputAt(plan, 0);
        const done = executor.step(input);
        if (spoil) {
          input.batch.images.fill(9);
          input.batch.labels.fill(0);
          input.coefficients.fill(0);
        }
        return { result: await done, snapshot: await executor.snapshot() };
      });
    const [clean, spoilt] = [await run(false), await run(true)];
    expect(spoilt.result).toEqual(clean.result);
    expectSame(spoilt.snapshot, clean.snapshot);
  });

  test("runs in the order of the calls, awaited or not", async () => {
    const plan = planOf();
    const awaited = await withExecutor(plan, async (executor) => {
      for (let step = 0; step < 3; step += 1) await executor.step(inputAt(plan, step));
      return executor.snapshot();
    });
    const queued = await withExecutor(plan, async (executor) => {
      const steps = [0, 1, 2].map((step) => executor.step(inputAt(plan, step)));
      const snapshot = executor.snapshot();
      await Promise.all(steps);
      return snapshot;
    });
    expectSame(queued, awaited);
  });
});

describe("snapshot and restore", () => {
  test.each([
    ["sgd", sgd],
    ["adam", adam],
  ])("continue bit for bit with %s", async (_, optimizer) => {
    const plan = planOf(undefined, optimizer);
    const steps = async (executor: TfjsExecutor, from: number, to: number) => {
      const losses: Float32Array[] = [];
      for (let step = from; step < to; step += 1) losses.push((await executor.step(inputAt(plan, step))).losses);
      return losses;
    };
    const whole = await withExecutor(plan, async (executor) => {
      await steps(executor, 0, 2);
      const half = await executor.snapshot();
      const losses = await steps(executor, 2, 4);
      return { half, losses, end: await executor.snapshot() };
    });
    expect(whole.half.step).toBe(2);
    const resumed = await withExecutor(plan, async (executor) => {
      // Whatever it did before does not matter.
      await steps(executor, 7, 8);
      await executor.restore(whole.half);
      const losses = await steps(executor, 2, 4);
      return { losses, end: await executor.snapshot() };
    });
    expect(resumed.losses).toEqual(whole.losses);
    expectSame(resumed.end, whole.end);
  });

  test("a snapshot is a copy, taken and given", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      await executor.step(inputAt(plan, 0));
      const first = await executor.snapshot();
      const spoilt = await executor.snapshot();
      for (const values of spoilt.tensors.values()) values.fill(1e9);
      expectSame(await executor.snapshot(), first);
      const given = { ...first, tensors: new Map([...first.tensors].map(([name, values]) => [name, values.slice()])) };
      await executor.restore(given);
      for (const values of given.tensors.values()) values.fill(1e9);
      expectSame(await executor.snapshot(), first);
    });
  });

  test("before the first step there are no slots, and restoring that forgets the momentum", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const fresh = await executor.snapshot();
      expect([...fresh.tensors.keys()].some((name) => name.startsWith("momentum/"))).toBe(false);
      await executor.step(inputAt(plan, 0));
      const first = await executor.snapshot();
      await executor.restore(fresh);
      await executor.step(inputAt(plan, 0));
      expectSame(await executor.snapshot(), first);
    });
  });

  test("one that does not fit is refused, and nothing is changed", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      await executor.step(inputAt(plan, 0));
      const good = await executor.snapshot();
      const without = (name: string) => {
        const tensors = new Map(good.tensors);
        tensors.delete(name);
        return { ...good, tensors };
      };
      const wrong = { ...good, tensors: new Map(good.tensors).set("main.dense.bias", new Float32Array(3)) };
      for (const tensor of ["stem.conv.kernel", "stem.norm.mean", "momentum/stem.conv.kernel"]) {
        const lacking = { fault: { code: "snapshotLacks", tensor } };
        await expect(executor.restore(without(tensor))).rejects.toMatchObject(lacking);
      }
      const ofAnotherSize = { code: "snapshotSize", tensor: "main.dense.bias", holds: 3, needs: 20 };
      await expect(executor.restore(wrong)).rejects.toMatchObject({ fault: ofAnotherSize });
      expectSame(await executor.snapshot(), good);
    });
  });
});

describe("running minimum of feature variances", () => {
  test("falls over the steps, is part of a snapshot, and leaves no tensor", async () => {
    const plain = planOf(plainArm());
    const sampleWeight = { tensor: "s3b1.sum", scaling: "global", alpha: 0.3, beta: 0.3 } as const;
    const plan: ExecutorPlan = { ...plain, terms: plain.terms.map((term) => ({ ...term, sampleWeight })) };
    const lowest = ({ tensors }: Snapshot) => tensors.get("state/ce/main")?.[0] ?? Number.NaN;
    const end = await withExecutor(plan, async (executor) => {
      const start = await executor.snapshot();
      expect(lowest(start)).toBe(1e5);
      const seen: number[] = [];
      for (let step = 0; step < 4; step += 1) {
        await executor.gradients(
          batchAt(step),
          weightsOf(plan, () => 1),
          step,
        );
        await executor.step(inputAt(plan, step));
        seen.push(lowest(await executor.snapshot()));
      }
      expect(seen).toEqual([...seen].sort((a, b) => b - a));
      expect(seen[0]).toBeLessThan(100);
      const last = await executor.snapshot();
      await executor.restore(start);
      expect(lowest(await executor.snapshot())).toBe(1e5);
      await executor.restore(last);
      expectSame(await executor.snapshot(), last);
      return last;
    });
    // One that was taken without it starts anew.
    await withExecutor(plan, async (executor) => {
      const tensors = new Map([...end.tensors].filter(([name]) => !name.startsWith("state/")));
      await executor.restore({ ...end, tensors });
      expect(lowest(await executor.snapshot())).toBe(1e5);
    });
  });
});

const ce = (plan: ExecutorPlan, branch: string): ProbeLoss => ({
  id: `ce/${branch}`,
  branch,
  coefficients: weightsOf(plan, (id) => (id === `ce/${branch}` ? 1 : 0)),
});

describe("probe", () => {
  test("changes no bit of the training", async () => {
    const plan = planOf();
    const run = (probing: boolean) =>
      withExecutor(plan, async (executor) => {
        for (let step = 0; step < 3; step += 1) {
          if (probing) {
            await executor.probe(batchAt(step), [ce(plan, "main"), ce(plan, "s1b1")], step);
            await executor.gradients(
              batchAt(step),
              weightsOf(plan, () => 1),
              step,
            );
            await executor.evaluate(batchAt(9).images);
          }
          await executor.step(inputAt(plan, step));
        }
        return executor.snapshot();
      });
    expectSame(await run(true), await run(false));
  });

  test("measures the inner products of the losses' own gradients", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const losses = ["main", "s1b1", "s2b1"].map((branch) => ce(plan, branch));
      const probe = await executor.probe(batchAt(0), losses, 0);
      const layers = probeLayers(plan.graph);
      expect(probe.layers).toEqual(layers);
      expect(layers.map(({ layer }) => layer)).toEqual([
        "stem.conv",
        "s1b1.conv1",
        "s1b1.conv2",
        "s2b1.conv1",
        "s2b1.conv2",
      ]);
      const gradients = await Promise.all(
        losses.map(async ({ coefficients }) => {
          const found = await executor.gradients(batchAt(0), coefficients, 0);
          return plan.graph.parameters.map(({ name, shape }) => {
            return found.gradients.get(name) ?? new Float32Array(shape.reduce((size, extent) => size * extent, 1));
          });
        }),
      );
      expect([...probe.gram]).toEqual([...gramMatrices(layers, plan.graph.parameters, gradients)]);
      const gram = sumGram(probe, () => true);
      for (const branch of ["s1b1", "s2b1"]) expect(cosine(gram, "ce/main", `ce/${branch}`)).not.toBeNull();
      // A branch that forks after stage 1 does not reach stage 2.
      const stage2 = sumGram(probe, ({ stage }) => stage === "s2");
      expect(cosine(stage2, "ce/main", "ce/s1b1")).toBeNull();
      expect(cosine(stage2, "ce/main", "ce/s2b1")).not.toBeNull();
    });
  });

  test("half of the images and the other half add up to the whole", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      const main = ce(plan, "main");
      const probe = await executor.probe(
        batchAt(0),
        [main, { ...main, id: HALF, images: [0, 2] }, { ...main, id: "other", images: [2, 4] }],
        0,
      );
      const gram = sumGram(probe, () => true);
      const size = gram.losses.length;
      const at = (a: number, b: number) => gram.values[a * size + b] ?? Number.NaN;
      // ⟨g, g⟩ = ⟨h₁ + h₂, h₁ + h₂⟩
      expect(at(1, 1) + 2 * at(1, 2) + at(2, 2)).toBeCloseTo(at(0, 0), 5);
      expect(splitHalf(gram)).toBeCloseTo(cosine(gram, HALF, "other") ?? Number.NaN, 5);
    });
  });

  test("of a scaled loss is the same cosine, of a negated one −1, of itself 1", async () => {
    const plan = planOf(dsnArm("s1b1", "s1b1"));
    await withExecutor(plan, async (executor) => {
      const main = ce(plan, "main");
      const scaled = (id: string, factor: number) => ({
        ...main,
        id,
        coefficients: main.coefficients.map((value) => factor * value),
      });
      const losses = [main, scaled("thrice", 3), scaled("minus", -1), ce(plan, "s1b1"), scaled("nothing", 0)];
      const gram = sumGram(await executor.probe(batchAt(0), losses, 0), () => true);
      const between = cosine(gram, "ce/main", "ce/s1b1");
      expect(cosine(gram, "thrice", "ce/s1b1")).toBeCloseTo(between ?? Number.NaN, 5);
      expect(cosine(gram, "ce/main", "thrice")).toBeCloseTo(1, 6);
      expect(cosine(gram, "ce/main", "minus")).toBeCloseTo(-1, 6);
      expect(cosine(gram, "ce/main", "nothing")).toBeNull();
    });
  });

  test("two heads with equal weights at one fork agree completely", async () => {
    const plan = planOf(dsnArm("s1b1", "s1b1"));
    await withExecutor(plan, async (executor) => {
      const { tensors, ...rest } = await executor.snapshot();
      const equal = new Map(tensors);
      for (const [name, values] of tensors) {
        if (name.startsWith("branch.s1b1.2.")) {
          equal.set(name, tensors.get(name.replace("branch.s1b1.2.", "branch.s1b1.")) ?? values);
        }
      }
      await executor.restore({ ...rest, tensors: equal });
      const probe = await executor.probe(batchAt(0), [ce(plan, "s1b1"), ce(plan, "s1b1.2")], 0);
      expect(
        cosine(
          sumGram(probe, () => true),
          "ce/s1b1",
          "ce/s1b1.2",
        ),
      ).toBeCloseTo(1, 7);
    });
  });
});

describe("observers", () => {
  test("give the trunk no gradient in training, and a counterfactual one in a probe", async () => {
    const plan = planOf(plainArm("s1b1", "s2b1"));
    await withExecutor(plan, async (executor) => {
      const loss = ce(plan, "s1b1");
      const { gradients } = await executor.gradients(batchAt(0), loss.coefficients, 0);
      for (const { name, branch } of plan.graph.parameters) {
        const moved = gradients.get(name)?.some((value) => value !== 0) ?? false;
        expect({ name, moved }).toEqual({ name, moved: branch === "s1b1" });
      }
      const probe = await executor.probe(batchAt(0), [ce(plan, "main"), loss], 0);
      expect(probe.layers.map(({ stage }) => stage)).toEqual(["stem", "s1", "s1", "s2", "s2"]);
      expect(
        cosine(
          sumGram(probe, ({ stage }) => stage === "s1"),
          "ce/main",
          "ce/s1b1",
        ),
      ).not.toBeNull();
    });
  });

  test("leave the trunk as it is without them, bit for bit", async () => {
    const trunk = async (arm: Arm) => {
      const plan = planOf(arm);
      return withExecutor(plan, async (executor) => {
        for (let step = 0; step < 3; step += 1) await executor.step(inputAt(plan, step));
        const { tensors } = await executor.snapshot();
        return new Map([...tensors].filter(([name]) => !name.includes("branch.")));
      });
    };
    const [alone, watched] = [await trunk(plainArm()), await trunk(plainArm("s1b1", "s2b1"))];
    expect([...watched.keys()]).toEqual([...alone.keys()]);
    for (const [name, values] of alone) if (!same(values, watched.get(name))) expect.fail(`${name} differs`);
  });
});

describe("evaluate", () => {
  test("gives logits and embeddings of every head, in any number of rows", async () => {
    const plan = planOf();
    await withExecutor(plan, async (executor) => {
      for (let step = 0; step < 2; step += 1) await executor.step(inputAt(plan, step));
      // More than one internal chunk.
      const { images } = batchAt(1, 131);
      const outputs = await executor.evaluate(images, { embeddings: true });
      expect(outputs.map(({ branch }) => branch)).toEqual(["main", "s1b1", "s2b1"]);
      expect(outputs.map(({ logits, embedding }) => [logits.length, embedding?.length])).toEqual([
        [131 * 20, 131 * 16],
        [131 * 20, 131 * 16],
        [131 * 20, 131 * 16],
      ]);
      // Running statistics: a row does not depend on its neighbours.
      const [tail] = await executor.evaluate(images.slice(-2 * 8 * 8 * 3));
      const whole = outputs[0]?.logits.slice(-40) ?? new Float32Array();
      expect(tail?.logits.every((value, index) => Math.abs(value - (whole[index] ?? 0)) < 1e-5)).toBe(true);
      expect(tail).not.toHaveProperty("embedding");
    });
  });

  test("of no rows is empty", async () => {
    await withExecutor(planOf(), async (executor) => {
      const outputs = await executor.evaluate(new Float32Array());
      expect(outputs.map(({ logits }) => logits.length)).toEqual([0, 0, 0]);
    });
  });
});

test("arms share their trunk's start, and a branch changes no other number of it", () => {
  const trunk = (arm: Arm) =>
    planOf(arm)
      .graph.parameters.filter(({ branch }) => branch === "main")
      .map((parameter) => [parameter.name, [...initialParameter(parameter, 3)]]);
  expect(trunk(dhmArm(1, "s1b1"))).toEqual(trunk(plainArm()));
});
