import { metric, type Metric } from "./metric";

const words = { 1: "most similar picture", 5: "five most similar pictures", 10: "ten most similar pictures" } as const;

/**
 * Cumulative match at k: the share of queries with a right answer among the k most similar gallery pictures. Queries without
 * any right answer in the gallery do not count.
 */
export function cumulativeMatch<const K extends string>(kind: K, k: keyof typeof words): Metric<K> {
  return metric({
    kind,
    title: `Rank-${k}`,
    summary: `Share of queries whose identity is found ${k === 1 ? "in the" : "among the"} ${words[k]} of the gallery (CMC at ${k}).`,
    source: {
      paper: "Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015 (Market-1501), section 5.1",
      code: "KaiyangZhou/deep-person-reid, torchreid/metrics/rank.py",
    },
    differs: [
      "Branches are ranked by their own features, too; the paper knows one feature per network.",
      "A query without a right answer in the gallery is left out, as in deep-person-reid; here every query has one.",
    ],
    formula: `(1/Q) Σ_q [a right answer stands among the first ${k}]; same identity on the same camera left out`,
    task: "retrieval",
    fields: {},
    axis: { label: `Rank-${k}`, unit: "share", low: 0, high: 1, better: "higher" },
    measure({ rankings = [] }) {
      const answerable = rankings.filter((hits) => hits.includes(true));
      const found = answerable.filter((hits) => hits.slice(0, k).includes(true)).length;
      return new Map([["", answerable.length === 0 ? 0 : found / answerable.length]]);
    },
  });
}
