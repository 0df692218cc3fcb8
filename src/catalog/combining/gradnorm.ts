import { exp, log } from "../../stats/elementary";
import { learner, unfit } from "./learner";

/** No weight falls below this: a loss that counts nothing would never be heard of again. */
const LEAST = 0.01;

/** Gradient normalisation: losses that learn slowly get longer gradients. */
export const gradnorm = learner({
  kind: "gradnorm",
  title: "GradNorm",
  summary:
    "Weights are learnt that even out the gradients' lengths; a loss that falls more slowly than the others gets more.",
  source: {
    paper:
      "Chen et al., GradNorm: Gradient Normalization for Adaptive Loss Balancing in Deep Multitask Networks, ICML 2018, algorithm 1",
    arxiv: "1711.02257",
  },
  differs: [
    "Lengths are taken on all that main shares with a branch; the paper takes the last shared layer.",
    "Each weight moves by pace × its gradient's share of the mean length; the paper leaves the update to an optimiser, of which nothing is carried here.",
    "Weights stay above .01, and are learnt when they are weighed, not at every step.",
    "A loss that comes later is compared with its value when it came.",
  ],
  formula: "minimise Σᵢ |wᵢ‖gᵢ‖ − mean(w‖g‖) · rᵢ^α| over w, rᵢ = (Lᵢ/Lᵢ(0)) / mean(L/L(0)); Σw = K",
  fields: {},
  asksLengths: true,
  /** State: by head its weight and its first loss, 0 while there was none. */
  learn(state, seen, { pace, asymmetry }) {
    const why = unfit(seen);
    if (why !== undefined) return why;
    const before = seen.map((one, head) => {
      const [weight = 1, first = 0] = state?.[head] ?? [];
      return { weight, first: first === 0 ? (one?.loss ?? 0) : first };
    });
    const present = before.flatMap(({ weight, first }, head) => {
      const one = seen[head];
      return one === undefined ? [] : [{ head, weight, first, ...one }];
    });
    // A loss of nothing has nothing to fall to.
    if (present.some(({ loss, first }) => !(loss > 0) || !(first > 0))) return { fallback: "notFinite" };
    const length = meanOf(present, (one) => one.length);
    const pull = meanOf(present, (one) => one.weight * one.length);
    const left = meanOf(present, ({ loss, first }) => loss / first);
    const moved = present.map(({ head, weight, first, loss, length: own }) => {
      const target = pull * exp(asymmetry * log(loss / first / left));
      return { head, weight: Math.max(LEAST, weight - pace * (own / length) * Math.sign(weight * own - target)) };
    });
    const mean = meanOf(moved, ({ weight }) => weight);
    const found = new Map(moved.map(({ head, weight }) => [head, weight / mean]));
    return {
      weights: seen.map((_, head) => found.get(head) ?? 1),
      state: before.map(({ weight, first }, head) => [found.get(head) ?? weight, first]),
    };
  },
});

function meanOf<T>(all: readonly T[], read: (one: T) => number): number {
  let sum = 0;
  for (const one of all) sum += read(one);
  return sum / all.length;
}
