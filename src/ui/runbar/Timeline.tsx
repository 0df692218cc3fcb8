import { headlineMetric } from "../../experiment/headlineMetric";
import { datasetInfoOf } from "../../experiment/network";
import { MAIN } from "../../graph/networkGraph";
import { decimate } from "../../record/decimate";
import { innerTicks } from "../common/axis";
import { linePath } from "../common/linePath";
import type { RunRecord } from "../../record/runRecord";
import { armStyle } from "../common/armStyle";
import { useActions, useLab, useRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { useSize } from "../common/useSize";
import { strings } from "../words/strings";
import styles from "./RunBar.module.css";

/** The run so far with the main accuracies above it; dragging, or arrow keys, shows an earlier step everywhere. */
export function Timeline() {
  const record = useRecord();
  const scrubbed = useLab((state) => state.scrubStep);
  const budget = useLab((state) => state.experiment.training.budget);
  const { scrubTo } = useActions();
  const [ref, { width }] = useSize();
  const step = record?.step ?? 0;
  const shown = scrubbed ?? step;
  const total = record?.budget ?? budget;
  return (
    <div ref={ref} className={styles.timeline}>
      {width > 0 && <TimelineDrawing {...{ record, width, shown, step, total }} />}
      <input
        type="range"
        className={styles.scrub}
        aria-label={strings.run.timeline}
        aria-valuetext={strings.run.timelineText(shown, total)}
        min={0}
        max={total}
        value={shown}
        disabled={step === 0}
        onChange={(event) => scrubTo(Number(event.target.value))}
      />
    </div>
  );
}

interface TimelineDrawingProps {
  readonly record: RunRecord | undefined;
  readonly width: number;
  readonly shown: number;
  readonly step: number;
  readonly total: number;
}

function TimelineDrawing({ record, width, shown, step, total }: TimelineDrawingProps) {
  const x = (at: number): number => 7 + ((width - 14) * at) / total;
  const broken = record?.phase === "diverged" || record?.phase === "failed";
  return (
    <svg width={width} height={40} viewBox={`0 0 ${width} 40`} aria-hidden="true">
      <rect x={7} y={29} width={width - 14} height={4} rx={2} fill="var(--line)" />
      <rect x={7} y={29} width={Math.max(0, x(step) - 7)} height={4} rx={2} fill="var(--ink)" />
      {innerTicks(total).map((at) => (
        <line key={at} x1={x(at)} x2={x(at)} y1={34} y2={38} stroke="var(--line-strong)" />
      ))}
      {record !== undefined && <Sparks record={record} x={x} />}
      {broken && <path d={`M${x(step)} 20l5 9h-10z`} fill="var(--bad)" />}
      <circle cx={x(shown)} cy={31} r={7} fill="var(--surface)" stroke="var(--ink)" strokeWidth={2} />
    </svg>
  );
}

function Sparks({ record, x }: { readonly record: RunRecord; readonly x: (step: number) => number }) {
  const shown = useShownArms();
  const metric = headlineMetric(datasetInfoOf(record.experiment));
  return shown.map((index) => {
    const series = record.arms[index]?.metrics[metric]?.[MAIN];
    if (series === undefined) return null;
    const path = linePath(decimate(series).map(({ step, value }) => [x(step), 25 - 24 * value]));
    const { className, dash } = armStyle(index);
    return (
      <g key={index} className={className}>
        <path className="armLine" style={{ strokeWidth: 1.5 }} strokeDasharray={dash} d={path} />
      </g>
    );
  });
}
