import { branchDesign } from "./branchDesign";

/** The plain side classifier: global average pooling and a linear layer right at the fork. */
export const gap = branchDesign({
  kind: "gap",
  title: "GAP + linear",
  summary: "Global average pooling and a linear classifier right at the fork: the lightest side head.",
  source: {
    paper:
      "Lee et al., Deeply-Supervised Nets, AISTATS 2015 (classifier on a hidden layer); pooling as in Lin et al. 2013",
    arxiv: "1409.5185",
  },
  differs: [
    "DSN's authors put a fully connected layer on the whole map before its ReLU (DSN FC); later work draws the pooled classifier for DSN.",
  ],
  formula: "z = W mean(x) + b",
  fields: {},
  aliases: {},
  caption: () => "GAP + linear",
  expand: () => ({ design: "GAP + linear", stages: [], head: { kind: "pooledLinear" }, tap: "output" }),
});
