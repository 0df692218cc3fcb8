import { ENSEMBLE } from "../../catalog/metrics/ensemble";
import { metrics, type MetricKind } from "../../catalog/metrics";
import type { Experiment } from "../../experiment/experiment";
import { watchedSplit } from "../../experiment/validation";
import { MAIN, type BranchId } from "../../graph/networkGraph";
import { watchedAt } from "../../record/compare";
import type { Ghost } from "../../record/ghost";
import { branchesOf, networksOf } from "../../experiment/networks";
import type { RunRecord } from "../../record/runRecord";
import { extentOf, type Series } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { decimal } from "../words/format";
import { strings } from "../words/strings";
import { branchTitle } from "../words/wording";
import type { ChartLine, ChartPanel } from "./chartPanel";
import { metricText } from "./metricText";
import { roundAxis } from "../common/axis";
import { logAxis } from "./rows";

export interface AccuracyRequest {
  readonly experiment: Experiment;
  readonly record: RunRecord | undefined;
  readonly ghost: Ghost | undefined;
  readonly shown: readonly number[];
  readonly metric: MetricKind;
  readonly log: boolean;
}

/** Heads in trunk order, main, and the ensemble of all where a run has measured it. */
export function headsShown(
  experiment: Experiment,
  record: RunRecord | undefined,
  shown: readonly number[],
  metric: MetricKind,
): readonly BranchId[] {
  if ("of" in metrics[metric]) return [MAIN];
  const together = shown.some((arm) => record?.arms[arm]?.metrics[metric]?.[ENSEMBLE] !== undefined);
  return [...branchesOf(experiment, shown), MAIN, ...(together ? [ENSEMBLE] : [])];
}

/** A head's name; the ensemble is none of the network's own. */
export function headTitle(experiment: Experiment, head: BranchId): string {
  return head === ENSEMBLE ? strings.charts.allHeads : branchTitle(networksOf(experiment).trunk, head);
}

/** One panel per head with the same y axis, one line per arm. */
export function accuracyPanels(request: AccuracyRequest): readonly ChartPanel[] {
  const { experiment, record, ghost, shown, metric } = request;
  const heads = headsShown(experiment, record, shown, metric);
  const log = request.log && !isShare(metric);
  const all = heads.map((head) => ({
    head,
    lines: [
      ...shown.flatMap((arm) => line("ghost", arm, metric, head, ghost?.arms[arm]?.metrics[metric]?.[head])),
      ...shown.flatMap((arm) => {
        const curves = record?.arms[arm];
        const at = (step: number | undefined) =>
          curves === undefined || record === undefined
            ? undefined
            : watchedAt(curves, metric, head, watchedSplit(record.experiment), step);
        return line("value", arm, metric, head, curves?.metrics[metric]?.[head]).map((one) => ({ ...one, at }));
      }),
    ],
  }));
  const values = all.flatMap(({ lines }) => lines.map(({ series }) => series));
  const axis = log ? logAxis(values) : roundAxis(0, highest(values, metric));
  return all.map(({ head, lines }) => ({
    key: head,
    title: "of" in metrics[metric] ? strings.charts.allHeads : headTitle(experiment, head),
    strong: head === MAIN,
    lines,
    ...axis,
    log,
    text: metricText(metric),
    tickText: log ? tickDecade : isShare(metric) ? tickShare : tickLoss,
  }));
}

/** Whether a metric lies between 0 and 1. */
export const isShare = (metric: MetricKind): boolean => metrics[metric].axis.unit === "share";

function line(
  role: "value" | "ghost",
  arm: number,
  metric: MetricKind,
  head: BranchId,
  series: Series | undefined,
): readonly ChartLine[] {
  if (series === undefined) return [];
  return [{ key: `${role}${arm}`, arm, role, series, name: `${armStyle(arm).letter}/${metric}/${head}` }];
}

/** As short as it can be: ".001", "10", "1e-7". */
const tickDecade = (value: number): string => String(value).replace(/^0\./, ".");
const tickShare = (value: number): string =>
  value === 0 ? "0" : decimal(value, value * 10 === Math.round(value * 10) ? 1 : 2);
const tickLoss = (value: number): string => (value === 0 ? "0" : decimal(value, Number.isInteger(value) ? 0 : 1));

/** A share ends at the next grid line above the highest head, a loss at the untrained network's. */
function highest(drawn: readonly Series[], metric: MetricKind): number {
  const most = Math.max(isShare(metric) ? 0.2 : 1, ...drawn.map((series) => extentOf(series).most));
  return isShare(metric) ? Math.min(1, Math.ceil(most * 5 - 1e-9) / 5) : most;
}
