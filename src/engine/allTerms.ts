import type { Term } from "../graph/term";
import type { ExecutorPlan } from "./executor";

/** The loss's terms, then those that only probes use: what probe coefficients count. */
export function allTerms({ terms, probeTerms }: Pick<ExecutorPlan, "terms" | "probeTerms">): readonly Term[] {
  return probeTerms === undefined ? terms : [...terms, ...probeTerms];
}
