import type { Ghost } from "../ghost";
import type { RunRecord } from "../runRecord";
import { append, emptySeries, latest, points, type Series } from "../series";
import { meanOf } from "../../stats/mean";

type Metrics = Ghost["arms"][number]["metrics"];

/**
 * The mean of several runs' curves, to be drawn behind one of them; at steps at which every run has a value.
 * @returns undefined for fewer than two runs, which have no mean.
 */
export function meanGhost(records: readonly RunRecord[], title: string): Ghost | undefined {
  const [first] = records;
  if (first === undefined || records.length < 2) return undefined;
  const arms = first.arms.map((arm, index) => ({
    metrics: mapValues(arm.metrics, (byBranch, metric) =>
      mapValues(byBranch, (_, branch) =>
        meanSeries(records.map((record) => record.arms[index]?.metrics[metric]?.[branch] ?? emptySeries)),
      ),
    ) as Metrics,
  }));
  return { kind: "seeds", title, arms };
}

function meanSeries(all: readonly Series[]): Series {
  const [first = emptySeries] = all;
  return points(first).reduce((mean, { step }) => {
    const values = all.map((series) => latest(series, step)).filter((point) => point?.step === step);
    if (values.length < all.length) return mean;
    return append(mean, step, meanOf(values.map((point) => point?.value ?? Number.NaN)));
  }, emptySeries);
}

function mapValues<A, B>(
  all: { readonly [key: string]: A },
  change: (value: A, key: string) => B,
): { readonly [key: string]: B } {
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key, change(value, key)]));
}
