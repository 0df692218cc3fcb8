import { isOver } from "../../record/runRecord";
import { count, duration } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { useDatasetInfo } from "../common/useMetric";
import { useEstimate } from "../common/useEstimate";
import { PreparingText } from "../runbar/PreparingText";
import { errorText } from "../words/reasonWords";
import { strings } from "../words/strings";
import { QuickOffer, useQuickOffered } from "./QuickOffer";
import { verdictWords } from "../words/verdictWords";
import styles from "./Verdict.module.css";

/** The two questions and the time it will take, until there are numbers. */
export function BeforeStart() {
  const experiment = useLab((state) => state.experiment);
  const record = useRecord();
  const estimate = useEstimate(experiment);
  const offered = useQuickOffered();
  const info = useDatasetInfo();
  if (record !== undefined && isOver(record.phase)) {
    return (
      <div className={styles.headline} role="status">
        <p className={styles.big}>{record.phase === "failed" ? verdictWords.failedEarly : verdictWords.stoppedEarly}</p>
        {record.error !== undefined && <p>{errorText(record.error)}</p>}
      </div>
    );
  }
  if (record !== undefined) {
    const { data, engine, kernels } = record.preparing;
    const drawing = data !== undefined && engine === undefined && kernels === undefined;
    return (
      <div className={styles.headline} role="status">
        <p className={styles.big}>{verdictWords.preparing}</p>
        <p>
          <PreparingText record={record} />
        </p>
        <p className="muted">
          {drawing ? verdictWords.images(count(info.trainCount), count(info.testCount)) : strings.run.preparing}
        </p>
      </div>
    );
  }
  if (offered) return <QuickOffer />;
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
