import { builtNetworks } from "../experiment/expansion";
import type { Experiment } from "../experiment/experiment";
import { armTitle } from "../experiment/network";
import type { Head, NetworkGraph } from "../graph/networkGraph";
import type { Dynamic, Term } from "../graph/term";
import { TEACHER, teacherName } from "../graph/withTeacher";
import { assemble, type Templates } from "./assemble";
import { armName } from "./modelFile";
import { moduleOf, torchNames } from "./names";
import { call, dictionary, literal, written, type Python } from "./python";

/** What terms are written with. */
interface Context {
  readonly graph: NetworkGraph;
  /** By the name of a head's tensor the head, as outputs are keyed: `s1b2`, `teacher.main`. */
  readonly headOf: (tensor: string) => string;
  readonly use: (template: string) => void;
}

/** `losses.py`: the kinds of terms that the experiment has, and a function for each arm's list of them. */
export function lossesFile(experiment: Experiment, templates: Templates): string {
  const used = new Set<string>();
  const networks = builtNetworks(experiment);
  const arms = networks.map(({ graph, plan }, index) => {
    const context: Context = { graph, headOf: headFinder(graph), use: (template) => used.add(template) };
    const terms: Python = { open: "[", items: plan.terms.map((term) => termText(term, context)), close: "]" };
    const arm = experiment.arms[index];
    return [
      `def losses_${armName(index)}() -> Losses:`,
      `    """Arm ${armName(index).toUpperCase()}: ${arm === undefined ? "" : armTitle(arm)}."""`,
      `    return ${written(call("Losses", [terms]), 4, 11)}`,
    ].join("\n");
  });
  const table = `LOSSES = ${written(dictionary(networks.map((_, index) => [armName(index), `losses_${armName(index)}`])), 0, 9)}`;
  return assemble(
    templates,
    "losses",
    // Agreement compares plain cross-entropies under every method.
    ["base", "crossEntropy", ...used],
    [...arms, table].join("\n\n\n"),
  );
}

/** @throws RangeError for a tensor that belongs to no head. */
function headFinder(graph: NetworkGraph): (tensor: string) => string {
  const names = new Map<string, string>();
  const note = (head: Head, key: string, rename: (tensor: string) => string): void => {
    for (const tensor of [head.logits, head.embedding, head.unit, head.features, head.raw]) {
      if (tensor !== undefined) names.set(rename(tensor), key);
    }
  };
  for (const head of graph.heads) {
    note(head, moduleOf(head.branch), (tensor) => tensor);
    note(head, `${TEACHER}.${moduleOf(head.branch)}`, teacherName);
  }
  return (tensor) => {
    const head = names.get(tensor);
    if (head === undefined) throw new RangeError(`${tensor} is no head's`);
    return head;
  };
}

function termText(term: Term, context: Context): Python {
  const { headOf, use } = context;
  const name = literal(term.id);
  const counts = countsText(term, context);
  const constant = (role: string): Python | undefined => (term.detach.includes(role) ? undefined : literal(false));
  use(term.kind);
  switch (term.kind) {
    case "crossEntropy":
      return call("CrossEntropy", [name, literal(headOf(term.logits))], {
        smoothing: term.smoothing === 0 ? undefined : literal(term.smoothing),
        ...counts,
      });
    case "squaredHinge":
      return call("SquaredHinge", [name, literal(headOf(term.logits))], counts);
    case "kl":
      return call("KL", [name], {
        student: literal(headOf(term.student)),
        teacher: literal(headOf(term.teacher)),
        temperature: term.temperature === 1 ? undefined : literal(term.temperature),
        squared: term.factor === "squared" && term.temperature !== 1 ? literal(true) : undefined,
        constant_teacher: constant("teacher"),
        ...counts,
      });
    case "softCrossEntropy":
      return call("SoftCrossEntropy", [name], {
        student: literal(headOf(term.student)),
        teacher: literal(headOf(term.teacher)),
        temperature: literal(term.temperature),
        constant_teacher: constant("teacher"),
        ...counts,
      });
    case "supCon":
      return call("SupCon", [name, literal(headOf(term.embedding))], {
        temperature: literal(term.temperature),
        positives: term.positives === "label" ? undefined : literal(term.positives),
        ...counts,
      });
    case "distance":
      return call("Distance", [name, literal(headOf(term.a))], {
        other: literal(headOf(term.b)),
        measure: term.measure === "norm" ? undefined : literal(term.measure),
        constant_other: constant("b"),
        ...counts,
      });
    default:
      return term satisfies never;
  }
}

/** What every kind of term may have. */
function countsText(term: Term, { graph, headOf, use }: Context): { readonly [name: string]: Python | undefined } {
  const { weight, rows, gate, sampleWeight, dynamic } = term;
  if (gate !== undefined) use("gate");
  if (sampleWeight !== undefined) use("sampleWeight");
  if (dynamic !== undefined) use(dynamic.rule);
  const names = torchNames(graph);
  const weigh =
    sampleWeight === undefined
      ? undefined
      : call("SampleWeight", [literal(headOf(sampleWeight.tensor))], {
          alpha: literal(sampleWeight.alpha),
          beta: literal(sampleWeight.beta),
          running: sampleWeight.scaling === "global" ? undefined : literal(false),
          mean: sampleWeight.mean === true ? literal(true) : undefined,
          raw: graph.heads.some(({ raw, features }) => raw === sampleWeight.tensor && raw !== features)
            ? literal(true)
            : undefined,
        });
  return {
    weight: weight.base === 1 ? undefined : literal(weight.base),
    fades: weight.decay === undefined ? undefined : literal(true),
    until: weight.removeAfter === undefined ? undefined : literal(weight.removeAfter),
    after: weight.joinsAfter === undefined ? undefined : literal(weight.joinsAfter),
    view1: rows === "view1" ? literal(true) : undefined,
    weigh,
    gate:
      gate === undefined
        ? undefined
        : call("Gate", [literal(gate.gamma), literal(gate.l2Of.map((name) => names.get(name) ?? name))]),
    chance: dynamic === undefined ? undefined : chanceText(dynamic),
  };
}

function chanceText(dynamic: Dynamic): Python {
  switch (dynamic.rule) {
    case "branchGate":
      return call("BranchGate", [literal([...dynamic.branches]), literal(dynamic.rate)]);
    case "termDropout":
      return call("TermDropout", [literal(dynamic.stream)]);
    default:
      return dynamic satisfies never;
  }
}
