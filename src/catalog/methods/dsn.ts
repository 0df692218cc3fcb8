import type { Term } from "../../graph/term";
import { choice, flag, int, num } from "../../schema/field";
import { method, supervisionTerms } from "./method";

/** Deeply-Supervised Nets: companion losses on hidden layers. */
export const dsn = method({
  kind: "dsn",
  title: "DSN",
  summary: "Every branch adds its own loss on the labels; branches learn on their own.",
  source: {
    paper: "Lee et al., Deeply-Supervised Nets, AISTATS 2015, eq. 3",
    arxiv: "1409.5185",
    code: "s9xie/DSN, README (softmax losses for CIFAR-100 and SVHN), examples/best_augmented_cifar10_7.97",
  },
  differs: [
    "Losses are softmax cross-entropies at first, as the authors used for CIFAR-100 and SVHN; their CIFAR-10 net has the squared hinge, a setting here.",
    "Branches are designed apart from the method; the authors' companions are fully connected layers before the ReLU (DSN FC).",
    "The authors go on without companions at other learning rates; here they are removed within one run and one schedule.",
    "The authors' code has no gamma gate and weighs every companion by 1; the gate follows the paper's equation.",
    "Fade out is a · (1 − t/N) by the step t of the budget N; the paper multiplies by .1 · (1 − t/N) every epoch: companions are gone within a few.",
  ],
  formula: "L = l(z₀, y) + Σₖ aₖ l(zₖ, y); with the gate L = ‖w₀‖² + l(z₀, y) + Σₖ aₖ [‖wₖ‖² + l(zₖ, y) − γ]₊",
  fields: {
    companion: num({
      label: "Companion weight",
      help: "Multiplies every branch's loss, on top of the branch's own weight.",
      initial: 1,
      min: 0,
      max: 10,
      suggestions: [0.1, 0.3, 1],
    }),
    loss: choice({
      label: "Loss",
      help: "Softmax cross-entropy, or the squared hinge of a one-vs-rest SVM as in the paper; the hinge hardly converges beyond ten classes.",
      initial: "softmax",
      options: [
        { value: "softmax", label: "softmax cross-entropy" },
        { value: "hinge", label: "squared hinge" },
      ],
      advanced: true,
    }),
    gated: flag({
      label: "Gamma gate",
      help: "A companion stops teaching while its loss plus the squared norm of its classifier's weights is below gamma.",
      initial: false,
      advanced: true,
    }),
    gamma: num({
      label: "Gamma γ",
      help: "The level below which a gated companion is content. Gamma gate only.",
      initial: 0.5,
      min: 0,
      max: 100,
      suggestions: [0.1, 0.5, 1, 2],
      advanced: true,
    }),
    decay: flag({
      label: "Fade out",
      help: "The companions' weight falls linearly to zero over the budget.",
      initial: false,
      advanced: true,
    }),
    removal: int({
      label: "Remove companions after",
      help: "Share of the budget after which the companions stop, as in the authors' second training stage; 100 keeps them.",
      initial: 100,
      min: 0,
      max: 100,
      suggestions: [25, 50, 75, 100],
      unit: "% of the budget",
      advanced: true,
    }),
  },
  published: {
    values: { loss: "hinge", removal: 25 },
    branch: { kind: "fc" },
    sites: "everyStage",
  },
  observes: () => false,
  describe: ({ gated, removal }) =>
    `Branches learn on their own${gated ? ", until they are good enough" : ""}${removal < 100 ? `, for the first ${removal} % of the run` : ""}.`,
  plan(context, { companion, loss, gated, gamma, decay, removal }) {
    const terms = supervisionTerms(context, loss).map((term, index): Term => {
      const head = context.heads[index];
      const weights = head === undefined ? [] : [`${head.logits}.weight`];
      if (term.branch === "main") {
        // The paper's output term is ‖w‖² + l without a bracket: a gate that never closes.
        return gated ? { ...term, gate: { gamma: 0, l2Of: weights } } : term;
      }
      return {
        ...term,
        weight: {
          base: term.weight.base * companion,
          ...(decay ? { decay: "linear" as const } : {}),
          ...(removal < 100 ? { removeAfter: removal / 100 } : {}),
        },
        ...(gated ? { gate: { gamma, l2Of: weights } } : {}),
      };
    });
    return { terms, views: 1 };
  },
});
