import { arriving, inner, measure, orNull } from "./measure";

/** First-order effect of the joint step on main's loss. */
export const descent = measure({
  kind: "descent",
  title: "Main descent",
  summary:
    "How far a step along all losses lowers main's, to first order, against a step along main's alone: above 1 the branches help, below 0 they raise it.",
  source: {
    paper: "a first-order expansion of main's loss",
  },
  differs: ["Every loss counts once, whatever its weight; losses as trained carry theirs."],
  formula: "Σ_j G_0j / G_00",
  fields: {},
  of: "all",
  axis: { label: "Descent of main", low: 0, neutral: 1 },
  measure: ({ gram, all }) => {
    const [main] = all;
    if (main === undefined) return null;
    const ids = arriving(gram, all);
    if (ids.length < 2 || !ids.includes(main)) return null;
    return orNull(ids.reduce((sum, id) => sum + inner(gram, main, id), 0) / inner(gram, main, main));
  },
});
