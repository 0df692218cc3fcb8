import { choice, flag, num } from "../../schema/field";
import { contrastiveTerms } from "./contrastiveTerms";
import { method } from "./method";

/** Contrastive Deep Supervision: early stages learn what stays the same under augmentation, not the labels. */
export const cds = method({
  kind: "cds",
  title: "CDS",
  summary:
    "Branches learn by contrast between two augmented views; main learns the labels. Needs projection heads; their accuracy is a linear probe's.",
  source: {
    paper: "Zhang et al., Contrastive Deep Supervision, ECCV 2022",
    arxiv: "2207.05306",
    code: "ArchipLab-LinfengZhang/contrastive-deep-supervision, CIFAR/train.py, loss.py SupConLoss",
  },
  differs: [
    "The contrastive term has no factor in front; the class that the authors took over multiplies it by τ / .07, which is 1 at the initial τ.",
    "The contrastive term is the mean over all images of both views, as in the authors' code; the paper's equation is a sum.",
    "The forks decide which stages are contrasted; main's own pooled features join by a switch (the authors' code takes all four stages, the paper's equation leaves the last one out).",
    "Both views are made alike unless the experiment's augmentation says otherwise.",
  ],
  formula: "L = CE(z₀, y) on view 1 + λ Σₖ aₖ SupCon(eₖ; τ) over both views",
  fields: {
    lambda: num({
      label: "Contrast weight λ",
      help: "Weight of each branch's contrastive term.",
      initial: 0.1,
      min: 0,
      max: 10,
      suggestions: [0.05, 0.1, 0.5],
    }),
    tau: num({
      label: "Temperature τ",
      help: "Divides the similarities of embeddings; small values look at the nearest neighbours alone.",
      initial: 0.07,
      min: 0.01,
      max: 10,
      suggestions: [0.07, 0.1, 0.5],
    }),
    last: flag({
      label: "Contrast main's features",
      help: "Adds a contrastive term on main's own pooled features: the authors' code has it, the paper's equation does not.",
      initial: false,
      advanced: true,
    }),
    positives: choice({
      label: "Positives",
      help: "What counts as alike: images of one class (SupCon, the authors' default) or two views of one image (SimCLR).",
      initial: "label",
      options: [
        { value: "label", label: "same class" },
        { value: "view", label: "other view of the image" },
      ],
    }),
  },
  published: {
    values: { lambda: 0.1, tau: 0.07, positives: "label", last: true },
    branch: { kind: "projection" },
    sites: "earlyStages",
  },
  observes: () => false,
  describe: ({ positives }) =>
    `Branches learn which images are alike, by ${positives === "label" ? "their class" : "their views"}.`,
  needsUnitMain: ({ last }) => last,
  plan: (context, values) => ({ terms: contrastiveTerms(context, values), views: 2 }),
});
