import { count } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { ClockState } from "../runbar/RunClock";
import { Timeline } from "../runbar/Timeline";
import { TransportButtons } from "../runbar/RunBar";
import { strings } from "../words/strings";
import styles from "./Phone.module.css";

/** The transport at the bottom edge, with targets for thumbs. */
export function PhoneRunBar() {
  const record = useRecord();
  const budget = useLab((state) => state.experiment.training.budget);
  const scrubbed = useLab((state) => state.scrubStep);
  const step = scrubbed ?? record?.step ?? 0;
  return (
    <div className={styles.runBar} role="group" aria-label={strings.run.label}>
      <Timeline />
      <TransportButtons compact />
      <p className={`${styles.clock} num`}>
        <span>
          <b>{strings.run.stepOf(count(step))}</b>
          <span className="muted"> / {count(record?.budget ?? budget)}</span>
        </span>
        <span className="small muted">
          <ClockState record={record} step={step} brief />
        </span>
      </p>
    </div>
  );
}
