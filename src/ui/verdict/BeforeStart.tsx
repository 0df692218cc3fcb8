import { duration } from "../common/format";
import { useLab, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { PreparingText } from "../runbar/PreparingText";
import { strings } from "../strings";
import { TinyOffer, useTinyOffered } from "./TinyOffer";
import styles from "./Verdict.module.css";

/** The two questions and the time it will take, until there are numbers. */
export function BeforeStart() {
  const experiment = useLab((state) => state.experiment);
  const record = useRecord();
  const estimate = useEstimate(experiment);
  const offered = useTinyOffered();
  if (record !== undefined) {
    return (
      <div className={styles.headline} role="status">
        <p className={styles.big}>{strings.run.what.kernels}</p>
        <p>
          <PreparingText record={record} />
        </p>
        <p className="muted">{strings.run.preparing}</p>
      </div>
    );
  }
  if (offered) return <TinyOffer />;
  return (
    <div className={styles.headline}>
      <p className={styles.big}>{strings.verdict.who}</p>
      <p>
        <b>{strings.verdict.untrained}</b>
      </p>
      <p className="muted">
        {estimate === undefined
          ? strings.verdict.estimating
          : strings.verdict.estimate(duration(estimate.ms), estimate.measured)}
      </p>
    </div>
  );
}
