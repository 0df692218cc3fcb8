import { backbones } from "../../catalog/backbones";
import { branches, type BranchConfig } from "../../catalog/branches";
import { methods } from "../../catalog/methods";
import { ConfigError } from "../../schema/configError";
import { ShapeError } from "../../graph/shape";
import { SiteError } from "../../graph/spec";
import { pathParameters } from "../../graph/sharedPath";
import type { Experiment } from "../../experiment/experiment";
import { armNetwork, backboneSpecOf } from "../../experiment/network";
import { findPreset, smallData } from "../../experiment/presets";
import { initialValues } from "../../schema/field";
import { batchOf } from "./smallNetwork";
import type { Executor, ExecutorPlan } from "../executor";
import { openTfjs } from "../tfjs/openBackend";
import { openWasm } from "../wasm/openWasm";
import * as tf from "../tfjs/tf";
import { TfjsExecutor } from "../tfjs/tfjsExecutor";
import { initialMethod, teacherOf } from "./methodCases";
import { tiny } from "./tinyBackbones";

type MethodKind = keyof typeof methods;
type BackboneKind = keyof typeof backbones;
type BranchKind = keyof typeof branches;

export interface Combination {
  readonly method: MethodKind;
  readonly backbone: BackboneKind;
  readonly branch: BranchKind;
}

const kinds = <K extends string>(entries: { readonly [kind in K]: unknown }): readonly K[] =>
  Object.keys(entries) as K[];

/** Every method on every backbone with every branch design. */
export const allCombinations: readonly Combination[] = kinds<MethodKind>(methods).flatMap((method) =>
  kinds<BackboneKind>(backbones).flatMap((backbone) =>
    kinds<BranchKind>(branches).map((branch) => ({ method, backbone, branch })),
  ),
);

/** Those that the lab takes: contrast needs unit-length embeddings, and is refused with another head. */
export const possibleCombinations: readonly Combination[] = allCombinations.filter(
  ({ method, branch }) => !method.startsWith("cds") || branch === "projection",
);

/**
 * Few combinations in which every method, backbone and branch design stands at least once (`strength` 1), or every pair of
 * a method and a backbone, a method and a design, a backbone and a design (2): each in turn the one that covers most of
 * what is still missing.
 */
export function coveringCombinations(strength: 1 | 2): readonly Combination[] {
  const partsOf = ({ method, backbone, branch }: Combination): readonly string[] => {
    const ones = [`method ${method}`, `backbone ${backbone}`, `branch ${branch}`];
    if (strength === 1) return ones;
    return ones.map((one, index) => `${one}, ${ones[(index + 1) % ones.length]}`);
  };
  // One that is refused would cover its parts by refusals.
  const missing = new Set(possibleCombinations.flatMap(partsOf));
  const chosen: Combination[] = [];
  while (missing.size > 0) {
    let best: Combination | undefined;
    let most = 0;
    for (const candidate of possibleCombinations) {
      const count = partsOf(candidate).filter((part) => missing.has(part)).length;
      if (count > most) [best, most] = [candidate, count];
      if (most === 3) break;
    }
    if (best === undefined) break;
    chosen.push(best);
    for (const part of partsOf(best)) missing.delete(part);
  }
  return chosen;
}

const smoke = findPreset("smoke")?.experiment ?? smallData;
const ROWS = 4;

/** The combination on the smallest networks there are. */
export function experimentOf({ method, backbone, branch }: Combination): Experiment {
  const [{ size, values } = { size: 8, values: {} }] = tiny[backbone];
  const shared: Experiment = {
    ...smoke,
    dataset: { ...smoke.dataset, size: String(Math.max(8, Math.ceil(size / 8) * 8)) } as Experiment["dataset"],
    backbone: { kind: backbone, ...initialValues(backbones[backbone].fields), ...values } as Experiment["backbone"],
  };
  const stages = backboneSpecOf(shared).stages;
  const site = method === "dml" ? "input" : `s1b${stages[0]?.length ?? 1}`;
  const design = { kind: branch, ...initialValues(branches[branch].fields) } as BranchConfig;
  return {
    ...shared,
    arms: [{ label: "", method: initialMethod(method), forks: [{ site, branch: design, weight: 1 }] }],
  };
}

/** What combinations are tried on. */
export interface CombinationEngine {
  create(plan: ExecutorPlan): Promise<Executor>;
  /** Tensors that are alive outside executors; what disposal must bring back. */
  held(): number;
}

/** tfjs on the processor, the reference. */
export async function onTfjs(): Promise<CombinationEngine> {
  const facts = await openTfjs("cpu");
  return {
    create: (plan) => Promise.resolve(new TfjsExecutor(plan, facts)),
    held: () => tf.memory().numTensors,
  };
}

/** WebAssembly, some ten times as fast; its executors own their memory. */
export async function onWasm(): Promise<CombinationEngine> {
  const { create } = await openWasm();
  return { create, held: () => 0 };
}

/**
 * Trains a combination for a step, takes the gradients of one branch's own terms, and checks that everything is finite,
 * that they reach the branch and nothing off its path, and that no tensor is left behind.
 * @returns why the combination is refused, when it is; undefined when it trained.
 * @throws Error saying what is wrong.
 */
export async function checkCombination(
  combination: Combination,
  { create, held }: CombinationEngine,
): Promise<string | undefined> {
  const name = `${combination.method} × ${combination.backbone} × ${combination.branch}`;
  let plan: ExecutorPlan;
  try {
    plan = planOf(experimentOf(combination));
  } catch (error) {
    if (error instanceof ConfigError || error instanceof ShapeError || error instanceof SiteError) return error.message;
    throw error;
  }
  const before = held();
  const executor = await create(plan);
  try {
    const { graph, terms } = plan;
    const coefficients = Float32Array.from(terms.flatMap(({ weight }) => [weight.base, weight.base]));
    const branch = graph.heads[1]?.branch ?? "";
    const own = Float32Array.from(terms, (term) => (term.branch === branch ? term.weight.base : 0));
    const { gradients } = await executor.gradients(batchOf(plan, 5), own, 0);
    const path = new Set(pathParameters(graph, branch).map((parameter) => parameter.name));
    let reachesBranch = false;
    for (const [parameter, values] of gradients) {
      if (!values.every(Number.isFinite)) throw new Error(`${name}: the gradient of ${parameter} is not finite`);
      if (!values.some((value) => value !== 0)) continue;
      if (!path.has(parameter)) throw new Error(`${name}: ${branch} teaches ${parameter}, which is not on its path`);
      const trunk = graph.parameters.find((one) => one.name === parameter)?.branch === "main";
      if (trunk && graph.heads[1]?.observer === true) throw new Error(`${name}: an observer teaches ${parameter}`);
      if (!trunk) reachesBranch = true;
    }
    if (!reachesBranch) throw new Error(`${name}: nothing teaches ${branch}`);
    const result = await executor.step({ step: 0, learningRate: 0.01, coefficients, batch: batchOf(plan, 5) });
    if (!result.losses.every(Number.isFinite)) throw new Error(`${name}: losses ${[...result.losses].join(", ")}`);
    const outputs = await executor.evaluate(batchOf(plan, 6).images);
    for (const { branch: head, logits } of outputs) {
      if (!logits.every(Number.isFinite)) throw new Error(`${name}: the logits of ${head} are not finite after a step`);
    }
  } finally {
    executor.dispose();
  }
  const left = held() - before;
  if (left !== 0) throw new Error(`${name}: ${left} tensors are left behind`);
  return undefined;
}

function planOf(experiment: Experiment): ExecutorPlan {
  const [arm] = experiment.arms;
  if (arm === undefined) throw new Error("a combination has one arm");
  const { graph, plan, probeTerms, teacherKey } = armNetwork(experiment, arm);
  return {
    graph,
    terms: plan.terms,
    probeTerms,
    optimizer: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
    batchSize: ROWS * plan.views,
    views: plan.views,
    seed: 3,
    ...(teacherKey === undefined ? {} : { frozen: teacherOf(graph) }),
  };
}
