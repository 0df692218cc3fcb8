import { remainingMs, throughput } from "../../record/pace";
import { RECORDED_RUN } from "../../experiment/recordedRun";
import { isOver, type RunRecord } from "../../record/runRecord";
import { clock, count, decimal, duration } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { recordingWords } from "../words/recordingWords";
import { strings } from "../words/strings";
import { controlWords } from "../words/controlWords";
import { preparingText } from "./PreparingText";
import styles from "./RunBar.module.css";
import { useSlowedWhileHidden } from "./useSlowedWhileHidden";

/** Step n of N, epoch and time left; preparation never counts. */
export function RunClock() {
  const budget = useLab((state) => state.experiment.training.budget);
  const scrubbed = useLab((state) => state.scrubStep);
  const record = useRecord();
  const step = scrubbed ?? record?.step ?? 0;
  return (
    <div className={styles.clock}>
      <span>
        <b>{strings.run.stepOf(count(step))}</b> {strings.run.of(count(record?.budget ?? budget))}
      </span>
      <span className="small muted">
        <ClockState record={record} step={step} />
      </span>
      <Throughput record={record} />
    </div>
  );
}

/** Steps and images a second while it runs; nothing else. */
export function Throughput({ record }: { readonly record: RunRecord | undefined }) {
  const slowed = useSlowedWhileHidden();
  const rate = record?.phase === "running" && record.run !== RECORDED_RUN ? throughput(record) : undefined;
  if (rate === undefined) return null;
  const { stepsPerSecond, imagesPerSecond } = rate;
  const steps = stepsPerSecond >= 10 ? count(stepsPerSecond) : decimal(stepsPerSecond, stepsPerSecond >= 1 ? 1 : 2);
  return (
    <span className="small muted" title={controlWords.throughputHelp}>
      {controlWords.throughput(steps, count(imagesPerSecond))}
      {slowed && `, ${controlWords.slowed}`}
    </span>
  );
}

interface ClockStateProps {
  readonly record: RunRecord | undefined;
  readonly step: number;
  /** For two short lines. */
  readonly brief?: boolean;
}

/** The second line: what is going on. */
export function ClockState({ record, step, brief = false }: ClockStateProps) {
  const experiment = useLab((state) => state.experiment);
  const estimate = useEstimate(experiment);
  if (record === undefined) {
    return <>{estimate === undefined ? strings.run.ready : strings.run.readyIn(duration(estimate.ms))}</>;
  }
  if (record.phase === "preparing") return <>{preparingText(record, brief)}</>;
  const epoch = strings.run.epoch(decimal(step / record.stepsPerEpoch, 1));
  if (record.run === RECORDED_RUN) {
    return (
      <>
        {epoch}, {recordingWords.clock}
      </>
    );
  }
  // How it ended is not what one sees at an earlier step.
  if (isOver(record.phase) && step < record.step) return <>{epoch}</>;
  if (isOver(record.phase)) {
    return (
      <>
        {record.early === undefined && `${epoch}, `}
        {endText(record)}
      </>
    );
  }
  if (record.phase === "paused") {
    return (
      <>
        {epoch}, {strings.run.paused}
      </>
    );
  }
  const left = remainingMs(record);
  return (
    <>
      {epoch}
      {left !== undefined && `, ${strings.run.left(clock(left))}`}
    </>
  );
}

/** How a run ended. */
export function endText({ phase, early, step }: RunRecord): string {
  if (phase !== "completed") return strings.runs.phases[phase];
  return early === undefined ? strings.run.finished : controlWords.early(count(step), early.evaluations);
}
