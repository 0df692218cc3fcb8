import type { NetworkGraph } from "../../graph/networkGraph";
import type { Term } from "../../graph/term";
import type { Executor, ExecutorPlan } from "../executor";
import { expectAgreement } from "./agreement";
import { batchOf, planOf, SCOPE, smallNetwork, termBase } from "./smallNetwork";

type Create = (plan: ExecutorPlan) => Executor | Promise<Executor>;

const graph: NetworkGraph = smallNetwork([5, 5, 3], 5, (builder) => {
  const trunk = builder.convNorm(SCOPE, "1", "input", { filters: 6, kernel: 3 }, "relu");
  const other = builder.convNorm(SCOPE, "2", trunk, { filters: 7, kernel: 3, stride: 2 }, "relu");
  return { main: other, early: trunk };
});
const [main, early] = ["head.main.dense", "head.early.dense"];
const unitGraph: NetworkGraph = smallNetwork([5, 5, 3], 5, (builder) => {
  const trunk = builder.convNorm(SCOPE, "1", "input", { filters: 6, kernel: 3 }, "relu");
  const vector = builder.dense(SCOPE, "project", builder.apply(SCOPE, "pool", { op: "globalMean" }, trunk), 6);
  return { main: builder.apply(SCOPE, "unit", { op: "normalise" }, vector) };
});

const crossEntropy = { kind: "crossEntropy", logits: main, smoothing: 0 } as const;
const kl = { kind: "kl", student: main, teacher: early, temperature: 1, factor: "one" } as const;
/** Every kind of term, with everything that may stand around it. */
export const termCases: readonly (readonly [name: string, graph: NetworkGraph, terms: readonly Term[]])[] = [
  ["cross-entropy", graph, [{ ...termBase("a"), ...crossEntropy }]],
  ["smoothed cross-entropy", graph, [{ ...termBase("a"), ...crossEntropy, smoothing: 0.1 }]],
  ["squared hinge", graph, [{ ...termBase("a"), kind: "squaredHinge", logits: early }]],
  ["kl with both gradients", graph, [{ ...termBase("a"), ...kl }]],
  [
    "kl, teacher constant, T² factor",
    graph,
    [{ ...termBase("a"), ...kl, temperature: 3, factor: "squared", detach: ["teacher"] }],
  ],
  ["kl, student constant", graph, [{ ...termBase("a"), ...kl, temperature: 2, detach: ["student"] }]],
  [
    "soft cross-entropy",
    graph,
    [{ ...termBase("a"), kind: "softCrossEntropy", student: early, teacher: main, temperature: 2 }],
  ],
  [
    "all pairs of mimicry on top of cross-entropies",
    graph,
    [
      { ...termBase("ce0"), ...crossEntropy },
      { ...termBase("ce1"), ...crossEntropy, logits: early },
      { ...termBase("kl0"), ...kl, detach: ["teacher"] },
      { ...termBase("kl1"), ...kl, student: early, teacher: main, detach: ["teacher"] },
    ],
  ],
  [
    "contrast by label",
    unitGraph,
    [{ ...termBase("a"), kind: "supCon", embedding: "unit", positives: "label", temperature: 0.5 }],
  ],
  [
    "contrast by view",
    unitGraph,
    [{ ...termBase("a"), kind: "supCon", embedding: "unit", positives: "view", temperature: 0.07 }],
  ],
  ["distance as a norm", graph, [{ ...termBase("a"), kind: "distance", a: main, b: early, measure: "norm" }]],
  [
    "distance as a mean square",
    graph,
    [{ ...termBase("a"), kind: "distance", a: main, b: early, measure: "meanSquare", detach: ["b"] }],
  ],
  [
    "an open gate",
    graph,
    [
      {
        ...termBase("a"),
        ...crossEntropy,
        gate: { gamma: 0.5, l2Of: ["head.main.dense.weight", "head.main.dense.bias"] },
      },
    ],
  ],
  [
    "a closed gate",
    graph,
    [{ ...termBase("a"), ...crossEntropy, gate: { gamma: 1000, l2Of: ["head.main.dense.weight"] } }],
  ],
  [
    "a gate on a weight that the loss does not reach",
    graph,
    [{ ...termBase("a"), ...crossEntropy, gate: { gamma: 0, l2Of: ["head.early.dense.weight"] } }],
  ],
  [
    "sample weights of the batch",
    graph,
    [{ ...termBase("a"), ...crossEntropy, sampleWeight: { tensor: "norm2", scaling: "local", alpha: 0.3, beta: 0.3 } }],
  ],
  [
    "sample weights from the running minimum",
    graph,
    [{ ...termBase("a"), ...kl, sampleWeight: { tensor: "norm1", scaling: "global", alpha: 0.5, beta: 0.2 } }],
  ],
];

/** Compares an executor's values and gradients of a case with differences in double precision. */
export async function checkTerms(network: NetworkGraph, terms: readonly Term[], create: Create): Promise<void> {
  const plan = planOf(network, terms, 6);
  const executor = await create(plan);
  try {
    const coefficients = Float32Array.from(terms, (_, index) => 0.75 + 0.5 * index);
    await expectAgreement(executor, plan, batchOf(plan), coefficients);
  } finally {
    executor.dispose();
  }
}

/**
 * Follows the running minimum that a term remembers, and compares gradients that were computed with a restored one.
 * @returns the minimum at the start, after a step, and after gradients that must not touch the 1e-3 that was restored.
 */
export async function followMinimum(create: Create): Promise<readonly number[]> {
  const term: Term = {
    ...termBase("a"),
    ...crossEntropy,
    sampleWeight: { tensor: "norm1", scaling: "global", alpha: 0.3, beta: 0.3 },
  };
  const plan = planOf(graph, [term], 6);
  const executor = await create(plan);
  try {
    const lowest = async (): Promise<number> => (await executor.snapshot()).tensors.get("state/a")?.[0] ?? Number.NaN;
    const start = await lowest();
    const input = { learningRate: 0.1, coefficients: Float32Array.of(1, 1) };
    await executor.step({ ...input, step: 0, batch: batchOf(plan) });
    const stepped = await lowest();
    const snapshot = await executor.snapshot();
    const low = new Map(snapshot.tensors).set("state/a", Float32Array.of(1e-3));
    await executor.restore({ ...snapshot, tensors: low });
    await executor.gradients(batchOf(plan), Float32Array.of(1), 1);
    const kept = await lowest();
    await expectAgreement(executor, plan, batchOf(plan), Float32Array.of(1), { lowest: Math.fround(1e-3), step: 1 });
    return [start, stepped, kept];
  } finally {
    executor.dispose();
  }
}
