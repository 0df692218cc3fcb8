import { normRatio } from "../../graph/agreement";
import { measure } from "./measure";

/** Norm of the branch's gradient over main's. */
export const ratio = measure({
  kind: "ratio",
  title: "Norm ratio",
  summary: "How much stronger the branch pulls than main: a strong conflict of a tiny gradient does nothing.",
  source: {
    paper: "common usage",
  },
  differs: [],
  formula: "√(G_kk / G_00)",
  fields: {},
  of: "pair",
  axis: { label: "Branch over main", low: 0, neutral: 1 },
  measure: ({ gram, pair: [a, b] }) => normRatio(gram, a, b),
});
