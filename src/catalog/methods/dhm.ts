import type { Dynamic, Term } from "../../graph/term";
import { choice, flag, num } from "../../schema/field";
import { crossEntropyTerms, method, mimicryTerm, orderedPairs } from "./method";

/** Dynamic Hierarchical Mimicking: all heads learn the labels and each other's predictions. */
export const dhm = method({
  kind: "dhm",
  title: "DHM",
  summary: "Every head learns the labels and mimics the predictions of every other head.",
  source: {
    paper: "Li and Chen, Dynamic Hierarchical Mimicking Towards Consistent Optimization Objectives, CVPR 2020",
    arxiv: "2003.10739",
    code: "d-li14/DHM, cifar.py train(), utils/metric.py KLDivLoss",
  },
  differs: [
    "The KL terms come from log-softmax; the authors add 1e-8 to all probabilities: a difference of about 1e-7 at ordinary logits, of 9 % where two logits are 20 apart.",
    "The paper defines forking as random, and its experiments use fixed forks (D0). D1 stands commented out in the authors' code; D2, whole branches switched on and off, is Forklab's reading of the definition.",
    "A branch that D2 switches off for a step has no loss; its momentum, weight decay and running statistics go on.",
    "Branches are “light” at first; the authors' are “published”.",
    "Pairs, the constant teacher and the division by pairs are switches for controls; the authors have all pairs, a constant teacher and no division.",
  ],
  formula: "L = Σₖ aₖ CE(zₖ, y) + α Σᵢ Σⱼ≠ᵢ T² KL(pⱼ ‖ pᵢ), teacher j held constant",
  fields: {
    alpha: num({
      label: "Mimicking weight α",
      help: "Weight of each term in which one head mimics another.",
      initial: 1,
      min: 0,
      max: 10,
      suggestions: [0, 0.3, 1, 3],
    }),
    temperature: num({
      label: "Temperature T",
      help: "Softens both predictions before they are compared; the term is scaled by T².",
      initial: 1,
      min: 0.25,
      max: 20,
      suggestions: [1, 3],
    }),
    pairs: choice({
      label: "Pairs",
      help: "Who mimics whom.",
      initial: "all",
      options: [
        { value: "all", label: "all heads mimic each other" },
        { value: "down", label: "branches mimic main" },
        { value: "up", label: "main mimics branches" },
      ],
      advanced: true,
    }),
    detach: flag({
      label: "Constant teacher",
      help: "The imitated head is a constant, as in the authors' code; off lets gradients reach the teacher, too.",
      initial: true,
      advanced: true,
    }),
    dynamic: choice({
      label: "Dynamic",
      help: "Fixed forks give the paper's results. The others are random: mimicking terms held constant (commented out by the authors), or whole branches off for a step.",
      initial: "fixed",
      options: [
        { value: "fixed", label: "D0: fixed forks" },
        { value: "terms", label: "D1: mimicking terms drop out" },
        { value: "branches", label: "D2: branches switch on and off" },
      ],
      advanced: true,
    }),
    rate: num({
      label: "Probability on",
      help: "How often a branch is on. D2 only.",
      initial: 0.5,
      min: 0,
      max: 1,
      suggestions: [0.25, 0.5, 0.75],
      advanced: true,
    }),
    normalise: flag({
      label: "Divide by pairs",
      help: "Divides the mimicking weight by the number of other heads: a control for the larger gradient of many terms.",
      initial: false,
      advanced: true,
    }),
  },
  published: {
    values: { alpha: 1, temperature: 1 },
    branch: { kind: "dhm", rule: "published", blocks: [], width: 1 },
    sites: "earlyStages",
  },
  observes: () => false,
  describe: ({ alpha }) => (alpha === 0 ? "Mimicking is off (α 0)." : "Branches learn from each other."),
  plan(context, { alpha, temperature, pairs, detach, dynamic, rate, normalise }) {
    const weight = normalise ? alpha / Math.max(1, context.heads.length - 1) : alpha;
    const gate = (...branches: readonly string[]): { readonly dynamic?: Dynamic } => {
      const gated = branches.filter((branch) => branch !== "main");
      return dynamic === "branches" && gated.length > 0
        ? { dynamic: { rule: "branchGate", branches: gated, rate } }
        : {};
    };
    const dropout: { readonly dynamic?: Dynamic } =
      dynamic === "terms" ? { dynamic: { rule: "termDropout", stream: "mimicry" } } : {};
    const mimicry = orderedPairs(context.heads)
      .filter(([student, teacher]) => {
        if (pairs === "down") return teacher.branch === "main";
        return pairs === "all" || student.branch === "main";
      })
      .map((pair): Term => ({
        ...mimicryTerm(pair, weight, { temperature, factor: "squared", detach }),
        ...gate(...pair.map((head) => head.branch)),
        ...dropout,
      }));
    const supervision = crossEntropyTerms(context).map((term): Term => ({ ...term, ...gate(term.branch) }));
    return { terms: [...supervision, ...mimicry], views: 1 };
  },
});
