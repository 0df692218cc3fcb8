import { MAIN } from "../../graph/networkGraph";
import { armTitle } from "../../experiment/network";
import { standing } from "../../record/compare";
import { seedDifferences, seedJudgement } from "../../record/seeds/seedStatement";
import { RECORDED_RUN } from "../../experiment/recordedRun";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { duration, share } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { useEstimate } from "../common/useEstimate";
import { useShownArms } from "../common/useShownArms";
import { useHeadAccuracy } from "../diagram/HeadRows";
import { LeadText } from "../verdict/Lead";
import { seedText } from "../words/seedWords";
import { useSeeds } from "../common/useSeeds";
import { recordingWords } from "../words/recordingWords";
import { PresetSelect } from "../header/PresetSelect";
import { strings } from "../words/strings";
import styles from "./Phone.module.css";

/** Who leads and both main accuracies; before there are any, the preset and the time it takes. */
export function ResultStrip() {
  const record = useRecord();
  const [first, second] = useLab((state) => state.compared);
  const atStep = useLab((state) => state.scrubStep);
  const shown = useShownArms();
  const { results, statement } = useSeeds();
  const { text, worth } = seedText(statement, armStyle(first).letter, armStyle(second).letter);
  const now = record === undefined ? undefined : standing(record, first, second, atStep);
  const seeds = seedJudgement(seedDifferences(results, first, second), now);
  return (
    <section className={styles.result} aria-label={strings.verdict.label} data-part="verdict">
      <div>
        {now !== undefined && shown.length === 1 && first !== second ? (
          <p className={styles.big}>{strings.verdict.alone(armStyle(shown[0] ?? 0).letter)}</p>
        ) : now === undefined || first === second ? (
          <Before />
        ) : (
          <>
            <p className={`${styles.big} num`}>
              <LeadText {...{ now, seeds, first, second }} />
            </p>
            {record?.run === RECORDED_RUN && <p className="small muted">{recordingWords.label}</p>}
            <p className="small">
              <b>{text}</b> {worth}
            </p>
          </>
        )}
      </div>
      <div className={styles.scores}>
        {shown.map((arm) => (
          <Score key={arm} arm={arm} />
        ))}
      </div>
    </section>
  );
}

function Before() {
  const experiment = useLab((state) => state.experiment);
  const estimate = useEstimate(experiment);
  return (
    <>
      <PresetSelect />
      <p className="small muted">
        {estimate === undefined
          ? strings.verdict.estimating
          : strings.verdict.estimate(duration(estimate.ms), estimate.measured)}
      </p>
    </>
  );
}

function Score({ arm }: { readonly arm: number }) {
  const own = useLab((state) => state.experiment.arms[arm]);
  const value = useHeadAccuracy(arm, MAIN);
  return (
    <>
      {own !== undefined && <ArmLabel arm={arm} name={armTitle(own)} />}
      <b className="num">{value === undefined ? "–" : share(value)}</b>
    </>
  );
}
