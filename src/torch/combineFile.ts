import type { CombinerKind, LearnerKind } from "../catalog/combining";
import type { Arm, Combining, Experiment } from "../experiment/experiment";
import { assemble, type Templates } from "./assemble";
import { armName } from "./modelFile";
import { call, dictionary, literal, prefixed, written, type Python } from "./python";

type RuleKind = CombinerKind | LearnerKind;

/** By rule its class, in the template of its name, and which settings it takes beside how often it is asked. */
const classes: { readonly [kind in RuleKind]: readonly [name: string, ...settings: (keyof Combining)[]] } = {
  pcgrad: ["PCGrad"],
  mgda: ["MGDA"],
  cagrad: ["CAGrad", "caution"],
  imtlg: ["IMTLG"],
  nash: ["NashMTL"],
  aligned: ["AlignedMTL"],
  upgrad: ["UPGrad"],
  gradnorm: ["GradNorm", "pace", "asymmetry"],
  uncertainty: ["Uncertainty", "pace"],
};

/** Whether a rule weighs an arm's losses. */
export const isCombined = (arm: Arm): boolean => ruleOf(arm) !== undefined;

/** `combine.py`: the rules that the experiment has, and what makes each arm's. */
export function combineFile(experiment: Experiment, templates: Templates): string {
  const used = new Set<RuleKind>();
  const rules = experiment.arms.flatMap((arm, index): readonly (readonly [string, Python])[] => {
    const rule = ruleOf(arm);
    if (rule === undefined) return [];
    used.add(rule.kind);
    const [name, ...settings] = classes[rule.kind];
    const taken = ["every" as const, ...settings].map((key) => [key, literal(rule.combining[key])] as const);
    return [[armName(index), prefixed("lambda: ", call(name, [], Object.fromEntries(taken)))]];
  });
  const table = `RULES = ${written(dictionary(rules), 0, 8)}`;
  return assemble(templates, "combine", [...used], table);
}

function ruleOf({ combining }: Arm): { readonly kind: RuleKind; readonly combining: Combining } | undefined {
  if (combining === undefined || combining.rule === "sum") return undefined;
  return { kind: combining.rule, combining };
}
