import { findPreset } from "../../experiment/presets";
import type { Experiment } from "../../experiment/experiment";
import { duration } from "../common/format";
import { useActions, useLab, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { PreparingText } from "../runbar/PreparingText";
import { strings } from "../strings";
import controls from "../common/controls.module.css";
import styles from "./Verdict.module.css";

/** Longer estimates on a machine without a GPU are offered something smaller first. */
const LONG_MS = 5 * 60_000;

/** The two questions and the time it will take, until there are numbers. */
export function BeforeStart() {
  const experiment = useLab((state) => state.experiment);
  const machine = useLab((state) => state.machine);
  const dismissed = useLab((state) => state.dismissedOffer);
  const record = useRecord();
  const estimate = useEstimate(experiment);
  const slow = machine !== undefined && (machine.software || machine.engine.backend !== "webgpu");
  const tiny = findPreset("tiny")?.experiment;
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
  if (slow && !dismissed && tiny !== undefined && (estimate?.ms ?? 0) > LONG_MS) {
    return <TinyOffer why={machine.engine.reason ?? strings.engine.software} tiny={tiny} ms={estimate?.ms ?? 0} />;
  }
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

interface TinyOfferProps {
  readonly why: string;
  readonly tiny: Experiment;
  readonly ms: number;
}

function TinyOffer({ why, tiny, ms }: TinyOfferProps) {
  const { loadPreset, dismissOffer } = useActions();
  const estimate = useEstimate(tiny);
  const small = `${controls.button} ${controls.small}`;
  return (
    <div className={`${styles.headline} ${styles.wide}`}>
      <p>
        <b>{strings.verdict.offerTitle}.</b> {strings.verdict.offer(why, duration(ms))}
      </p>
      <div className={styles.offer}>
        <button type="button" className={small} onClick={() => loadPreset("tiny")}>
          {strings.verdict.offerTiny(duration(estimate?.ms ?? 0))}
        </button>
        <button type="button" className={small} onClick={dismissOffer}>
          {strings.verdict.keep}
        </button>
      </div>
    </div>
  );
}
