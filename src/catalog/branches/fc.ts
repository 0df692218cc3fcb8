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
  fields: {},
  aliases: {},
  caption: () => "flatten + linear",
  expand: () => ({ design: "DSN FC", stages: [], head: { kind: "flatLinear" }, tap: "beforeActivation" }),
});
