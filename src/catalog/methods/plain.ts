import { crossEntropyTerms, labelFactor, method } from "./method";

/** Plain training; branches only observe. */
export const plain = method({
  kind: "plain",
  title: "Plain",
  summary: "Only the main head trains the trunk; branches watch behind a stop-gradient.",
  source: { paper: "the common baseline of all deep-supervision papers" },
  differs: [
    "Branches may watch behind a stop-gradient, so that they have accuracies, too; the trunk does not notice them. The papers' plain networks have none.",
  ],
  formula: "L = CE(z₀, y)",
  fields: { factor: labelFactor },
  observes: () => true,
  describe: () => "Only the main head trains the trunk.",
  // The observers' own cross-entropy trains their heads; the detach at the fork keeps it from the trunk.
  plan: (context, { factor }) => ({ terms: crossEntropyTerms(context, 0, factor), views: 1 }),
});
