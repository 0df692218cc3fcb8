import { meanPrecision } from "./meanPrecision";
import { metric } from "./metric";
import { averagePrecision } from "./retrieval";

/** Mean average precision: how far in front all right answers stand, not only the first. */
export const map = metric({
  kind: "map",
  title: "mAP",
  summary:
    "Mean average precision: for each query the mean of the precision at every right answer in its ranked gallery, then the mean over the queries.",
  source: {
    paper: "Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015 (Market-1501), section 5.1",
    code: "KaiyangZhou/deep-person-reid, torchreid/metrics/rank.py eval_market1501",
  },
  differs: [
    "The benchmark's own tool averages by the trapezoid rule, which gives smaller numbers: see mAP, trapezoid.",
    "Branches are ranked by their own features, too; the paper knows one feature per network.",
  ],
  formula: "(1/Q) Σ_q (1/R) Σ_hits precision at the hit; same identity on the same camera left out",
  task: "retrieval",
  fields: {},
  axis: { label: "mAP", unit: "share", low: 0, high: 1, better: "higher" },
  measure: ({ rankings = [] }) => new Map([["", meanPrecision(rankings, averagePrecision)]]),
});
