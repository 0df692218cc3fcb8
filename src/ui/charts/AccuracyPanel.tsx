import { Suspense } from "react";
import { metrics, type MetricKind } from "../../catalog/metrics";
import { MAIN } from "../../graph/networkGraph";
import { watchedAt } from "../../record/compare";
import { watchedSplit } from "../../experiment/validation";
import { networksOf } from "../../experiment/networks";
import type { RunRecord } from "../../record/runRecord";
import { armStyle } from "../common/armStyle";
import { useActions, useLab, useChartRecord } from "../common/labContext";
import { useMedia } from "../common/useMedia";
import { useGhost } from "../common/useGhost";
import { useMetric } from "../common/useMetric";
import { useChartedArms } from "../common/useShownArms";
import { useSize } from "../common/useSize";
import { strings } from "../words/strings";
import { branchName } from "../words/wording";
import type { NetworkGraph } from "../../graph/networkGraph";
import controls from "../common/controls.module.css";
import { accuracyGap } from "./accuracyGap";
import { AccuracyTable } from "./chartTables";
import { ChartFoot } from "./ChartFoot";
import { ChartOptions } from "./ChartOptions";
import styles from "./Charts.module.css";
import { MetricSelect } from "./MetricSelect";
import { metricText } from "./metricText";
import { RecordTurn } from "./RecordTurn";
import { useAccuracyPanels } from "./useAccuracyPanels";
import { faultWords } from "../words/faultWords";
import { late } from "../faults/late";

const ClassifyCharts = late(
  faultWords.names.accuracyChart,
  async () => (await import("./ClassifyCharts")).ClassifyCharts,
);

/** How well each head classifies: panels, or a table. */
export function AccuracyPanel() {
  const table = useLab((state) => state.accuracyTable);
  const { toggleTable } = useActions();
  return (
    <section
      translate="no"
      className={`${controls.panel} ${styles.chart}`}
      aria-label={strings.accuracy.title}
      data-chart-area=""
      data-part="accuracy"
    >
      <div className={styles.head}>
        <h2 className={controls.question}>{strings.accuracy.title}</h2>
        <SplitNote />
        <span className="grow" />
        <MetricSelect />
        <button
          type="button"
          className={`${controls.button} ${controls.quiet} ${controls.small}`}
          aria-pressed={table}
          onClick={() => toggleTable("accuracy")}
        >
          {strings.common.table}
        </button>
      </div>
      <ChartOptions />
      <RecordTurn className={table ? styles.tableTurn : styles.turn}>
        {table ? <AccuracyTable /> : <AccuracyCharts />}
      </RecordTurn>
    </section>
  );
}

/** On which images the curves are measured, where that is not the test set. */
function SplitNote() {
  const experiment = useLab((state) => state.experiment);
  const split = watchedSplit((useChartRecord() ?? { experiment }).experiment);
  if (split === "test") return null;
  return (
    <span className="muted" title={strings.accuracy.splitHelp}>
      {strings.accuracy.split(split)}
    </span>
  );
}

/** The panels alone, filling whatever they are in. */
export function AccuracyCharts() {
  const [ref, { width, height }] = useSize();
  const record = useChartRecord();
  const measured = record?.arms.some((arm) => Object.keys(arm.metrics).length > 0) ?? false;
  const summary = useSummary(record);
  const experiment = useLab((state) => state.experiment);
  const gap = accuracyGap(experiment, record, useChartedArms(), useMetric());
  return (
    <div className={styles.mapWrap}>
      <div ref={ref} className={styles.body} data-chart-body="" role="group" aria-label={summary}>
        {width > 0 && height > 60 && (
          <Suspense fallback={<p className={styles.empty}>{strings.accuracy.loading}</p>}>
            <ClassifyCharts width={width} height={height} />
          </Suspense>
        )}
        {!measured && gap === undefined && (
          <p className={styles.empty}>
            <span>
              {record === undefined
                ? strings.accuracy.empty
                : strings.accuracy.pending(Math.min(record.budget, record.experiment.measure.evaluateEvery))}
            </span>
          </p>
        )}
      </div>
      <AccuracyFoot />
    </div>
  );
}

function AccuracyFoot() {
  const measured = useChartRecord() !== undefined;
  const behind = useGhost();
  // A guess of agreement is drawn in the other chart.
  const ghost = behind?.arms.every(({ metrics }) => Object.keys(metrics).length === 0) ? undefined : behind;
  const touch = useMedia("(pointer: coarse)");
  const { footHint, footHintTouch } = strings.charts;
  return (
    <ChartFoot panels={useAccuracyPanels()}>
      {measured && (ghost === undefined ? (touch ? footHintTouch : footHint) : strings.charts.behind(ghost.title))}
    </ChartFoot>
  );
}

function useSummary(record: RunRecord | undefined): string {
  const metric = useMetric();
  const atStep = useLab((state) => state.scrubStep);
  const experiment = useLab((state) => state.experiment);
  const shown = useChartedArms();
  return accuracySummary(record, shown, metric, atStep, networksOf(experiment).trunk);
}

/** The chart in one sentence, computed from what it shows. */
export function accuracySummary(
  record: RunRecord | undefined,
  shown: readonly number[],
  metric: MetricKind,
  atStep: number | undefined,
  trunk: NetworkGraph | undefined,
): string {
  if (record === undefined) return strings.accuracy.empty;
  const text = metricText(metric);
  const split = watchedSplit(record.experiment);
  let step = 0;
  const parts = shown.flatMap((index) => {
    const arm = record.arms[index];
    return (arm?.branches ?? []).flatMap((branch) => {
      const point = arm === undefined ? undefined : watchedAt(arm, metric, branch, split, atStep);
      if (point === undefined) return [];
      step = point.step;
      const name = branch === MAIN ? strings.branches.main : branchName(trunk, branch);
      return [`${armStyle(index).letter} ${name} ${text(point.value)}`];
    });
  });
  const { title } = metrics[metric];
  return parts.length === 0 ? strings.accuracy.title : strings.accuracy.summary(title, split, step, parts.join(", "));
}
