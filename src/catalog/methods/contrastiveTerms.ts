import type { Term } from "../../graph/term";
import { crossEntropyTerms, type MethodContext } from "./method";

export interface ContrastSettings {
  readonly lambda: number;
  readonly tau: number;
  readonly positives: "label" | "view";
  /** Main's own features are contrasted, too. */
  readonly last: boolean;
}

/** The terms of Contrastive Deep Supervision: cross-entropy on view 1, contrast of every branch over both views. */
export function contrastiveTerms(
  context: MethodContext,
  { lambda, tau, positives, last }: ContrastSettings,
): readonly Term[] {
  // The branches' own cross-entropy trains only the linear probe behind a stop-gradient in the projection head.
  const supervision = crossEntropyTerms(context).map((term): Term => ({
    ...term,
    rows: "view1",
    ...(term.branch === "main" ? {} : { weight: { base: 1 } }),
  }));
  const contrast = context.heads
    .filter((head) => head.branch !== "main" || last)
    .map((head): Term => ({
      kind: "supCon",
      id: `con/${head.branch}`,
      branch: head.branch,
      embedding: head.unit ?? head.embedding,
      positives,
      temperature: tau,
      weight: { base: lambda * context.weightOf(head.branch) },
      detach: [],
      rows: "all",
    }));
  return [...supervision, ...contrast];
}
