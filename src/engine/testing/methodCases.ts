import { branches, type BranchConfig } from "../../catalog/branches";
import { methods, type MethodConfig } from "../../catalog/methods";
import type { Arm, Experiment } from "../../experiment/experiment";
import { armNetwork } from "../../experiment/network";
import { findPreset, smallData } from "../../experiment/presets";
import { initialParameter, initialStatistic } from "../../graph/initialValue";
import type { NetworkGraph } from "../../graph/networkGraph";
import { initialValues } from "../../schema/field";
import type { ExecutorPlan } from "../executor";

/** Every method in its initial form, and every setting that changes what an executor has to do. */
export interface MethodCase {
  readonly name: string;
  readonly method: MethodConfig;
  readonly sites: readonly string[];
  readonly branch: BranchConfig;
  /** Share of labelled images. */
  readonly labelled?: number;
}

const projection: BranchConfig = { kind: "projection", ...initialValues(branches.projection.fields) };
const light: BranchConfig = { kind: "dhm", ...initialValues(branches.dhm.fields) };
const early = ["s1b1", "s2b1"];

function methodCase(
  name: string,
  method: MethodConfig,
  rest: Partial<Pick<MethodCase, "sites" | "branch" | "labelled">> = {},
): MethodCase {
  return { name, method, sites: early, branch: light, ...rest };
}

/** Stands for the weights of an earlier run. */
const TEACHER_KEY = "0123456789abcdef";

/** A method with its initial settings; one that needs a teacher gets a key. */
export function initialMethod(kind: keyof typeof methods): MethodConfig {
  const teacher = kind === "cdskd" ? { teacher: TEACHER_KEY } : {};
  // Initial values of a kind with that kind: the registry's own pairing.
  return { kind, ...initialValues(methods[kind].fields), ...teacher } as MethodConfig;
}

/** Where a method's branches must fork, and what they must be; empty where both are free. */
export function placement(kind: keyof typeof methods): Partial<Pick<MethodCase, "sites" | "branch">> {
  if (kind === "dml") return { sites: ["input"] };
  return kind === "cds" || kind === "cdskd" ? { branch: projection } : {};
}

const { dsn, dhm, dml, cds, bias, dsl } = methods;

export const methodCases: readonly MethodCase[] = [
  ...Object.values(methods).map((entry) => methodCase(entry.kind, initialMethod(entry.kind), placement(entry.kind))),
  methodCase(
    "cdskd with main's features",
    { kind: "cdskd", ...initialValues(methods.cdskd.fields), teacher: TEACHER_KEY, last: true },
    { branch: projection },
  ),
  methodCase("dsn hinge, gated", { kind: "dsn", ...initialValues(dsn.fields), loss: "hinge", gated: true }),
  methodCase("dhm T 3, undetached", { kind: "dhm", ...initialValues(dhm.fields), temperature: 3, detach: false }),
  methodCase(
    "dml alternating",
    { kind: "dml", ...initialValues(dml.fields), updates: "alternating" },
    { sites: ["input"] },
  ),
  methodCase(
    "cds by views, main's features, a third labelled",
    {
      kind: "cds",
      ...initialValues(cds.fields),
      positives: "view",
      last: true,
    },
    { branch: projection, labelled: 0.34 },
  ),
  methodCase("bias, batch mean", { kind: "bias", ...initialValues(bias.fields), weights: "mean", branches: true }),
  methodCase("dsl × 3, a third labelled", { kind: "dsl", ...initialValues(dsl.fields), factor: 3 }, { labelled: 0.34 }),
];

const smoke = findPreset("smoke")?.experiment ?? smallData;

/** The case on the smallest network there is: ResNet-8 of width 4 on 8 px images. */
export function caseExperiment({ method, sites, branch, labelled = 1 }: MethodCase): Experiment {
  const arm: Arm = { label: "", method, forks: sites.map((site) => ({ site, branch, weight: 1 })) };
  return { ...smoke, training: { ...smoke.training, labelled }, arms: [arm] };
}

/** What an executor is built from for a case: `rows` images, stacked in two views where the method wants two. */
export function casePlan(given: MethodCase, rows: number): ExecutorPlan {
  const experiment = caseExperiment(given);
  const [arm] = experiment.arms;
  if (arm === undefined) throw new Error("a case has one arm");
  const { graph, plan, probeTerms, teacherKey } = armNetwork(experiment, arm);
  const groups = plan.updates === "alternating" ? graph.heads.map(({ branch }) => [branch]) : undefined;
  return {
    graph,
    terms: plan.terms,
    probeTerms,
    ...(groups === undefined ? {} : { groups }),
    optimizer: { kind: "sgd", momentum: 0.9, nesterov: false, weightDecay: 5e-4 },
    batchSize: rows * plan.views,
    views: plan.views,
    seed: 3,
    ...(teacherKey === undefined ? {} : { frozen: teacherOf(graph) }),
  };
}

/** A teacher for tests: the same network with other initial weights. */
export function teacherOf(graph: NetworkGraph): ReadonlyMap<string, Float32Array> {
  return new Map([
    ...graph.parameters.map((parameter) => [parameter.name, initialParameter(parameter, 99)] as const),
    ...graph.statistics.map((statistic) => [statistic.name, initialStatistic(statistic)] as const),
  ]);
}
