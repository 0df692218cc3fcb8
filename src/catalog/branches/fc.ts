import { branchDesign } from "./branchDesign";

/** The companion classifier of Deeply-Supervised Nets: a linear layer on all values of the map, before its activation. */
export const fc = branchDesign({
  kind: "fc",
  title: "DSN FC",
  summary: "A linear classifier on every value of the map at the fork, before its ReLU: what DSN's authors use.",
  source: {
    paper: "Lee et al., Deeply-Supervised Nets, AISTATS 2015; the layer before the ReLU as in the authors' code",
    arxiv: "1409.5185",
    code: "s9xie/DSN, examples/best_augmented_cifar10_7.97",
  },
  differs: [
    "The authors scale the learning rate of these classifiers (0.001 for weights, 0.002 for biases, falling); here a branch's own rate scales its weights and biases alike, and does not fall by itself.",
    "Initial weights are uniform within ±1/√inputs, as for every linear layer here; the authors' are Xavier's.",
  ],
  formula: "z = W vec(x) + b, x before its ReLU",
  fields: {},
  aliases: {},
  caption: () => "flatten + linear",
  expand: () => ({ design: "DSN FC", stages: [], head: { kind: "flatLinear" }, tap: "beforeActivation" }),
});
