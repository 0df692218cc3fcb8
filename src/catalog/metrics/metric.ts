import type { DatasetInfo, LabelHierarchy } from "../../data/datasetInfo";
import type { Fields } from "../../schema/field";
import type { Entry } from "../registry";

/** One head's outputs on a set of images. */
export interface MetricContext {
  /** `[rows, classes]`, unnormalised. */
  readonly logits: Float32Array;
  /** `[rows]` class indices. */
  readonly labels: ArrayLike<number>;
  readonly classes: number;
  readonly hierarchies: readonly LabelHierarchy[];
  /** Logits of the network's other heads on the same images; empty for a network with one head. */
  readonly others: readonly Float32Array[];
  /** Where an image may leave early, of main in a network with branches: every head on its way, main last. */
  readonly exits?: {
    readonly heads: readonly { readonly logits: Float32Array; readonly multiplyAdds: number }[];
    /** Multiply-adds of main alone. */
    readonly whole: number;
  };
  /** `[queries]` which ranks are right answers, most similar first; only for sets whose pictures are found, not classified. */
  readonly rankings?: readonly (readonly boolean[])[];
}

/** A measurement of a head; its chart is drawn from `axis`. */
export interface Metric<K extends string = string> extends Entry<K, Fields> {
  readonly formula: string;
  /** `retrieval`: made from ranked galleries alone. Absent: made from logits and labels. */
  readonly task?: "retrieval";
  /** `network`: it is said of all heads together, and stands with main. Absent: of each head. */
  readonly of?: "network";
  /** `heads`: it compares heads, so that a network with one has nothing of it. */
  readonly needs?: "heads";
  readonly axis: {
    readonly label: string;
    /** `share` is shown as .683, `nats` as 1.05. */
    readonly unit: "share" | "nats";
    readonly low: number;
    /** Absent: as high as the data go. */
    readonly high?: number;
    readonly better: "higher" | "lower" | "neither";
  };
  /**
   * The values by series: the empty key is the metric itself, others (`composition`) are written `kind/key`.
   * Pure: a function of logits, labels and the label hierarchy, or of the rankings.
   */
  measure(context: MetricContext): ReadonlyMap<string, number>;
}

/** Infers the kind. */
export const metric = <const K extends string>(entry: Metric<K>): Metric<K> => entry;

/** Whether a metric can be had on such a data set: pictures are either classified or found. */
export function applies({ task }: Metric, { retrieval }: Pick<DatasetInfo, "retrieval">): boolean {
  return (task === "retrieval") === (retrieval !== undefined);
}

/** Index of the largest logit of each row; the first maximum wins ties. −1 for a row with a NaN. */
export function predictions(logits: Float32Array, classes: number): Int32Array {
  const rows = Math.floor(logits.length / classes);
  const result = new Int32Array(rows);
  for (let row = 0; row < rows; row += 1) {
    let best = -1;
    let highest = -Infinity;
    for (let index = 0; index < classes; index += 1) {
      const value = logits[row * classes + index] ?? Number.NaN;
      if (Number.isNaN(value)) {
        best = -1;
        break;
      }
      if (value > highest) {
        highest = value;
        best = index;
      }
    }
    result[row] = best;
  }
  return result;
}
