import { remainingMs } from "../../runs/pace";
import { isOver, type RunRecord } from "../../runs/runRecord";
import { clock, count, decimal, duration } from "../common/format";
import { useLab, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { strings } from "../strings";
import { SeriesPlace } from "../verdict/SeedsActions";
import { preparingText } from "./PreparingText";
import styles from "./RunBar.module.css";

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
      <span className="small muted">
        <SeriesPlace />
      </span>
    </div>
  );
}

/** The second line: what is going on. */
export function ClockState({ record, step }: { readonly record: RunRecord | undefined; readonly step: number }) {
  const experiment = useLab((state) => state.experiment);
  const estimate = useEstimate(experiment);
  if (record === undefined) {
    return <>{estimate === undefined ? strings.run.ready : strings.run.readyIn(duration(estimate.ms))}</>;
  }
  if (record.phase === "preparing") return <>{preparingText(record)}</>;
  const epoch = strings.run.epoch(decimal(step / record.stepsPerEpoch, 1));
  if (isOver(record.phase)) {
    return (
      <>
        {epoch}, {record.phase === "completed" ? strings.run.finished : strings.runs.phases[record.phase]}
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
