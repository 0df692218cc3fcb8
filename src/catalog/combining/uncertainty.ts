import { exp } from "../../stats/elementary";
import { learner, unfit } from "./learner";

/** Where a log-variance may lie: weights from e⁻⁶ to e⁶. */
const REACH = 6;

/** Homoscedastic uncertainty: each loss counts the inverse of a variance that is learnt. */
export const uncertainty = learner({
  kind: "uncertainty",
  title: "Uncertainty weights",
  summary:
    "Each loss has a variance that is learnt with the network; it counts the inverse, so that a large loss counts less.",
  source: {
    paper:
      "Kendall et al., Multi-Task Learning Using Uncertainty to Weigh Losses for Scene Geometry and Semantics, CVPR 2018, section 3.2",
    arxiv: "1705.07115",
  },
  differs: [
    "Log-variances descend their own gradient by pace, when they are weighed; the paper learns them with the network's optimiser, at every step.",
    "They start at 0 and stay between −6 and 6.",
    "The total that is shown is the sum of the losses as they are, without weights and without log σ.",
  ],
  formula: "L = Σᵢ exp(−sᵢ) Lᵢ + ½ sᵢ;  sᵢ = log σᵢ² ← sᵢ − pace · (½ − exp(−sᵢ) Lᵢ)",
  fields: {},
  asksLengths: false,
  /** State: by head its log-variance. */
  learn(state, seen, { pace }) {
    const why = unfit(seen);
    if (why !== undefined) return why;
    const next = seen.map((one, head) => {
      const [s = 0] = state?.[head] ?? [];
      if (one === undefined) return s;
      return Math.min(REACH, Math.max(-REACH, s - pace * (0.5 - exp(-s) * one.loss)));
    });
    return {
      weights: next.map((s, head) => (seen[head] === undefined ? 1 : exp(-s))),
      state: next.map((s) => [s]),
    };
  },
});
