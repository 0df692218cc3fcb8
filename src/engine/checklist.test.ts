import { beforeAll, describe, expect, test } from "vitest";
import { armNetwork } from "../experiment/network";
import { dhmArm, dslArm, dsnArm, findPreset, plainArm, smallData } from "../experiment/presets";
import type { Arm } from "../experiment/experiment";
import { methods } from "../catalog/methods";
import { branches, type BranchConfig } from "../catalog/branches";
import { cosine, sumGram } from "../graph/agreement";
import { costByBranch, totalCost } from "../graph/cost";
import { initialValues } from "../schema/field";
import { batchOf } from "./testing/smallNetwork";
import type { Batch, EngineFacts, ExecutorPlan, Snapshot } from "./executor";
import { initialTensors } from "./initialTensors";
import { casePlan, methodCases } from "./testing/methodCases";
import { forward } from "./tfjs/forward";
import { openTfjs } from "./tfjs/openBackend";
import * as tf from "./tfjs/tf";
import { TfjsExecutor } from "./tfjs/tfjsExecutor";

// One test or more for every line of the list of systems that the lab must reproduce, named after the line. Backbones'
// counts and retrieval stand beside their own code.

let facts: EngineFacts;
beforeAll(async () => {
  facts = await openTfjs("cpu");
});

const smoke = findPreset("smoke")?.experiment ?? smallData;
const ROWS = 6;

function planOf(arm: Arm): ExecutorPlan {
  const { graph, plan, probeTerms } = armNetwork(smoke, arm);
  const optimizer = { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 } as const;
  return { graph, terms: plan.terms, probeTerms, optimizer, batchSize: ROWS * plan.views, views: plan.views, seed: 3 };
}

const weightsOf = (plan: ExecutorPlan): Float32Array => Float32Array.from(plan.terms, ({ weight }) => weight.base);
const both = (plan: ExecutorPlan): Float32Array =>
  Float32Array.from(plan.terms.flatMap(({ weight }) => [weight.base, weight.base]));

async function trained(plan: ExecutorPlan, steps: number): Promise<{ losses: Float32Array[]; snapshot: Snapshot }> {
  const executor = new TfjsExecutor(plan, facts);
  const losses: Float32Array[] = [];
  for (let step = 0; step < steps; step += 1) {
    const batch = batchOf(plan, 30 + (step % 2));
    losses.push((await executor.step({ step, learningRate: 0.05, coefficients: both(plan), batch })).losses);
  }
  const snapshot = await executor.snapshot();
  executor.dispose();
  return { losses, snapshot };
}

async function gradientsOf(plan: ExecutorPlan, coefficients = weightsOf(plan), batch: Batch = batchOf(plan, 30)) {
  const executor = new TfjsExecutor(plan, facts);
  const result = await executor.gradients(batch, coefficients, 0);
  executor.dispose();
  return result;
}

const norm = (values: Float32Array | undefined): number => Math.hypot(...(values ?? []));

const casePlanOf = (name: string): ExecutorPlan => {
  const found = methodCases.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return casePlan(found, ROWS);
};

test("Plain training: trunk weights are identical with and without observing branches", async () => {
  const watched = await trained(planOf(plainArm("s1b1", "s2b1")), 3);
  const bare = await trained(planOf(plainArm()), 3);
  expect(bare.snapshot.tensors.size).toBeGreaterThan(0);
  for (const [name, values] of bare.snapshot.tensors) expect(watched.snapshot.tensors.get(name), name).toEqual(values);
});

test("DSN / DSL: companions enlarge the gradient of the early layers", async () => {
  const bare = await gradientsOf(planOf(plainArm("s1b1", "s2b1")));
  for (const arm of [dsnArm("s1b1", "s2b1"), dslArm("s1b1", "s2b1")]) {
    const { gradients } = await gradientsOf(planOf(arm));
    const early = "stem.conv.kernel";
    expect(norm(gradients.get(early))).toBeGreaterThan(norm(bare.gradients.get(early)));
  }
});

describe("DHM", () => {
  test("what ships has the plain network's parameters", () => {
    const { graph } = planOf(dhmArm(1, "s1b1", "s2b1"));
    expect(costByBranch(graph).get("main")).toEqual(totalCost(planOf(plainArm()).graph));
    expect(totalCost(graph).parameters).toBeGreaterThan(totalCost(planOf(plainArm()).graph).parameters);
  });

  test("mimicking falls when it is trained for", async () => {
    const plan = planOf(dhmArm(1, "s1b1", "s2b1"));
    const kl = (losses: Float32Array | undefined): number =>
      plan.terms.reduce((sum, { kind }, index) => sum + (kind === "kl" ? (losses?.[index] ?? 0) : 0), 0);
    const { losses } = await trained(plan, 16);
    const free = await trained(
      { ...plan, terms: plan.terms.map((term) => (term.kind === "kl" ? { ...term, weight: { base: 0 } } : term)) },
      16,
    );
    expect(kl(losses.at(-1))).toBeLessThan(kl(free.losses.at(-1)));
  });
});

test("DHM theory: a head agrees with itself, a negated loss points the other way, a scaled one changes nothing", async () => {
  const plan = planOf(dslArm("s1b1"));
  const only = (id: string, weight: number): Float32Array =>
    Float32Array.from(plan.terms, (term) => (term.id === id ? weight : 0));
  const executor = new TfjsExecutor(plan, facts);
  const probe = await executor.probe(
    batchOf(plan, 30),
    [
      { id: "main", branch: "main", coefficients: only("ce/main", 1) },
      { id: "negated", branch: "main", coefficients: only("ce/main", -1) },
      { id: "scaled", branch: "main", coefficients: only("ce/main", 7) },
      { id: "branch", branch: "s1b1", coefficients: only("ce/s1b1", 1) },
    ],
    0,
  );
  executor.dispose();
  const gram = sumGram(probe, () => true);
  expect(cosine(gram, "main", "negated")).toBeCloseTo(-1, 6);
  expect(cosine(gram, "main", "scaled")).toBeCloseTo(1, 6);
  expect(cosine(gram, "scaled", "branch")).toBeCloseTo(cosine(gram, "main", "branch") ?? 9, 6);
});

describe("DML", () => {
  const light: BranchConfig = { kind: "dhm", ...initialValues(branches.dhm.fields), rule: "custom" };
  const forks = [{ site: "input", branch: light, weight: 1 }];
  const dml: Arm = { label: "", method: { kind: "dml", ...initialValues(methods.dml.fields), mean: false }, forks };

  test("is DHM forked at the input, update by update", async () => {
    const dhm: Arm = { label: "", method: { kind: "dhm", ...initialValues(methods.dhm.fields) }, forks };
    const a = await trained(planOf(dml), 3);
    const b = await trained(planOf(dhm), 3);
    for (const [name, values] of b.snapshot.tensors) expect(a.snapshot.tensors.get(name), name).toEqual(values);
  });

  test("equals two networks of their own with hand-written losses", async () => {
    const plan = planOf(dml);
    const { gradients, losses } = await gradientsOf(plan);
    const single = planOf(plainArm()).graph;
    const initial = initialTensors(plan);
    const peerName = (name: string): string =>
      `branch.input.${name.replace(/^stem\./, "stemb1.").replace(/^main\./, "head.")}`;
    const batch = batchOf(plan, 30);
    const [height = 1, width = 1, channels = 1] = single.input;
    const names = single.parameters.map(({ name }) => name);
    const found = tf.tidy(() => {
      const images = tf.tensor4d(batch.images.slice(), [ROWS, height, width, channels]);
      const labels = tf.cast(tf.oneHot(tf.tensor1d(batch.labels, "int32"), single.classes), "float32");
      const values = (nameOf: (name: string) => string) =>
        new Map(
          [...single.parameters, ...single.statistics].map(({ name, shape }) => [
            name,
            tf.tensor((initial.get(nameOf(name)) ?? new Float32Array()).slice(), [...shape]),
          ]),
        );
      const own = values((name) => name);
      const peer = values(peerName);
      const mode = { training: true, throughObservers: false, seed: 3, step: 0 } as const;
      const logits = (parameters: ReadonlyMap<string, tf.Tensor>): tf.Tensor => {
        const tensor = forward(single, parameters, images, mode).tensors.get(single.heads[0]?.logits ?? "");
        if (tensor === undefined) throw new Error("no logits");
        return tensor;
      };
      const peerLogits = logits(peer);
      const ownLogits = logits(own);
      // L_i = CE(z_i, y) + KL(p_j ‖ p_i), the other network a constant.
      const loss = (mine: tf.Tensor, other: tf.Tensor): tf.Scalar => {
        const log = tf.logSoftmax(mine);
        const target = tf.softmax(other);
        const ce = tf.neg(tf.sum(tf.mul(labels, log)));
        const kl = tf.sum(tf.mul(target, tf.sub(tf.logSoftmax(other), log)));
        return tf.div(tf.add(ce, kl), ROWS) as tf.Scalar;
      };
      const gradientsBy = (parameters: ReadonlyMap<string, tf.Tensor>, other: tf.Tensor) => {
        const inputs = names.map((name) => parameters.get(name) ?? tf.scalar(0));
        const { value, grads } = tf
          .engine()
          .gradients(() => loss(logits(parameters), other), inputs, undefined as unknown as tf.Tensor, true);
        return [value, ...grads];
      };
      return [...gradientsBy(own, peerLogits), ...gradientsBy(peer, ownLogits)];
    });
    const numbers = await Promise.all(found.map(async (tensor) => Float32Array.from(await tensor.data())));
    tf.dispose(found);
    const [ownLoss, ...rest] = numbers;
    const ownGradients = rest.slice(0, names.length);
    const [peerLoss, ...peerGradients] = rest.slice(names.length);
    const total = losses.reduce((sum, value) => sum + value, 0);
    expect(total).toBeCloseTo((ownLoss?.[0] ?? 0) + (peerLoss?.[0] ?? 0), 4);
    names.forEach((name, index) => {
      for (const [key, expected] of [
        [name, ownGradients[index]],
        [peerName(name), peerGradients[index]],
      ] as const) {
        const got = gradients.get(key);
        expect(got?.length, key).toBe(expected?.length);
        const error = Math.hypot(...(got ?? []).map((value, at) => value - (expected?.[at] ?? 0)));
        expect(error, key).toBeLessThan(1e-5 * Math.max(1, norm(expected)));
      }
    });
  });

  test("alternating: a peer's turn moves that peer alone, and the second sees what the first has become", async () => {
    const plan = casePlanOf("dml alternating");
    const executor = new TfjsExecutor(plan, facts);
    const input = { step: 0, learningRate: 0.05, coefficients: both(plan), batch: batchOf(plan, 30) };
    const before = await executor.snapshot();
    const first = await executor.step({ ...input, group: 0 });
    const middle = await executor.snapshot();
    const second = await executor.step({ ...input, group: 1 });
    executor.dispose();
    let moved = 0;
    for (const { name, branch } of plan.graph.parameters) {
      const same = String(before.tensors.get(name)) === String(middle.tensors.get(name));
      if (branch === "main") moved += same ? 0 : 1;
      else expect(same, name).toBe(true);
    }
    expect(moved).toBeGreaterThan(0);
    expect(second.losses[0]).not.toBe(first.losses[0]);
  });
});

test("DKS: the curve of DHM with fixed forks", async () => {
  const dks: Arm = { ...dhmArm(1, "s1b1", "s2b1"), method: { kind: "dks", ...initialValues(methods.dks.fields) } };
  const a = await trained(planOf(dks), 3);
  const b = await trained(planOf(dhmArm(1, "s1b1", "s2b1")), 3);
  expect(a.losses).toEqual(b.losses);
  expect(a.snapshot.tensors).toEqual(b.snapshot.tensors);
});

describe("CDS", () => {
  test("cross-entropy sees view 1 only, contrast sees both", async () => {
    const plan = casePlanOf("cds");
    const batch = batchOf(plan, 30);
    const half = plan.batchSize / 2;
    // Other labels in view 2 change no cross-entropy.
    const labels = batch.labels.map((label, row) => (row < half ? label : (label + 1) % plan.graph.classes));
    const a = await gradientsOf(plan, weightsOf(plan), batch);
    const b = await gradientsOf(plan, weightsOf(plan), { ...batch, labels });
    plan.terms.forEach(({ kind, id }, index) => {
      if (kind === "crossEntropy") expect(b.losses[index], id).toBe(a.losses[index]);
      else expect(b.losses[index], id).not.toBe(a.losses[index]);
    });
  });

  test("semi-supervised: images without a label count in the contrast alone, and the mean is over the others", async () => {
    const plan = casePlanOf("cds by views, main's features, a third labelled");
    const whole = batchOf(plan, 30);
    const half = plan.batchSize / 2;
    const batch = { ...whole, labels: whole.labels.map((label, row) => ((row % half) % 3 === 0 ? label : -1)) };
    const { losses, logits } = await gradientsOf(plan, weightsOf(plan), batch);
    const { classes } = plan.graph;
    let sum = 0;
    let rows = 0;
    for (let row = 0; row < half; row += 3) {
      const own = Array.from(logits[0]?.subarray(row * classes, (row + 1) * classes) ?? []);
      const log = Math.log(own.reduce((total, value) => total + Math.exp(value), 0));
      sum += log - (own[batch.labels[row] ?? 0] ?? 0);
      rows += 1;
    }
    expect(rows).toBe(2);
    expect(losses[0]).toBeCloseTo(sum / rows, 4);
    const all = await gradientsOf(plan, weightsOf(plan), whole);
    plan.terms.forEach(({ kind }, index) => {
      if (kind === "supCon") expect(losses[index]).toBe(all.losses[index]);
    });
  });

  test("KD: the teacher's weights stay as they are, and its predictions pull the student", async () => {
    const plan = casePlanOf("cdskd with main's features");
    const { snapshot, losses } = await trained(plan, 12);
    const frozen = [...plan.graph.parameters, ...plan.graph.statistics].filter((one) => one.frozen === true);
    expect(frozen.length).toBeGreaterThan(10);
    for (const { name } of frozen) expect(snapshot.tensors.get(name), name).toEqual(plan.frozen?.get(name));
    const distances = plan.terms.flatMap(({ kind }, index) => (kind === "distance" ? [index] : []));
    expect(distances).toHaveLength(3);
    const sum = (at: Float32Array | undefined): number =>
      distances.reduce((total, index) => total + (at?.[index] ?? 0), 0);
    expect(sum(losses.at(-1))).toBeLessThan(sum(losses[0]));
  });
});

describe("Bias loss", () => {
  test("weights by image lie between .70 and 1.05 with local scaling; the control gives all of them their mean", async () => {
    const base = methodCases.find(({ name }) => name === "bias");
    if (base?.method.kind !== "bias") return expect.fail("no bias case");
    const local = (weights: "image" | "mean") =>
      casePlan({ ...base, method: { ...base.method, scaling: "local", weights } as typeof base.method }, ROWS);
    const plan = local("image");
    const executor = new TfjsExecutor({ ...plan, terms: [...plan.terms, ...(plan.probeTerms ?? [])] }, facts);
    const { losses } = await executor.gradients(batchOf(plan, 30), new Float32Array(plan.terms.length + 1), 0);
    executor.dispose();
    const [weighted = 0, plain = 0] = [losses[0], losses.at(-1)];
    expect(weighted / plain).toBeGreaterThan(0.7);
    expect(weighted / plain).toBeLessThan(1.05);
    const control = await gradientsOf(local("mean"));
    // All images count alike, so that the loss is the plain one times a number between the smallest and largest weight.
    const factor = (control.losses[0] ?? 0) / plain;
    expect(factor).toBeGreaterThan(0.7);
    expect(factor).toBeLessThan(1.05);
    const own = await gradientsOf({ ...plan, terms: plan.probeTerms ?? [] }, Float32Array.of(1));
    const name = "stem.conv.kernel";
    const scaled = own.gradients.get(name)?.map((value) => value * factor) ?? new Float32Array();
    const error = Math.hypot(...scaled.map((value, index) => value - (control.gradients.get(name)?.[index] ?? 0)));
    const main = await gradientsOf(
      local("mean"),
      Float32Array.from(plan.terms, ({ id }) => (id === "ce/main" ? 1 : 0)),
    );
    const difference = Math.hypot(...scaled.map((value, index) => value - (main.gradients.get(name)?.[index] ?? 0)));
    expect(difference).toBeLessThan(1e-5);
    expect(error).toBeGreaterThan(difference);
  });
});
