import { meanPrecision } from "./meanPrecision";
import { metric } from "./metric";
import { trapezoidPrecision } from "./retrieval";

/** Mean average precision as the benchmark's own tool computes it: the area under the precision-recall curve. */
export const mapTrapezoid = metric({
  kind: "mapTrapezoid",
  title: "mAP, trapezoid",
  summary:
    "Mean average precision by the trapezoid rule, as the Market-1501 tool computes it; never above mAP, for comparison with numbers from that tool.",
  source: {
    paper:
      "Zheng et al., Scalable Person Re-identification: A Benchmark, ICCV 2015 (Market-1501), section 5.1 and its evaluation tool",
  },
  differs: [
    "The tool takes out right answers of the same camera and pictures marked as junk; this data set has no pictures marked as junk.",
    "Branches are ranked by their own features, too; the paper knows one feature per network.",
  ],
  formula: "(1/Q) Σ_q (1/R) Σ_hits ½ (precision one rank before the hit + precision at it), 1 before the first rank",
  task: "retrieval",
  fields: {},
  axis: { label: "mAP, trapezoid", unit: "share", low: 0, high: 1, better: "higher" },
  measure: ({ rankings = [] }) => new Map([["", meanPrecision(rankings, trapezoidPrecision)]]),
});
