import { agreementAt, headlineStage } from "../../record/compare";
import { armStyle } from "../common/armStyle";
import { Term } from "../common/Term";
import { cosineText } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { pairName, stageName } from "../words/wording";
import styles from "./Verdict.module.css";

/** Agreement of the compared arms where the early branch leaves the trunk. */
export function AgreementHeadline() {
  const record = useRecord();
  const arms = useShownArms();
  const atStep = useLab((state) => state.scrubStep);
  const { pair, trunk } = usePairs();
  if (record === undefined || pair === undefined) return null;
  const stage = headlineStage(
    arms.flatMap((arm) => record.arms[arm] ?? []),
    pair,
  );
  if (stage === undefined) return null;
  const values = arms.flatMap((index) => {
    const arm = record.arms[index];
    return arm === undefined ? [] : [{ index, agreement: agreementAt(arm, pair, stage, atStep) }];
  });
  const measured = values.find(({ agreement }) => agreement.kind === "measured")?.agreement;
  const { probeEvery } = record.experiment.measure;
  return (
    <div className={`${styles.headline} ${styles.agreement}`}>
      <p className={`${styles.big} num`}>
        {values.map(({ index, agreement }) => (
          <span key={index} className={`${armStyle(index).className} armText`}>
            {armStyle(index).letter} {agreement.kind === "measured" ? cosineText(agreement.value) : "–"}
          </span>
        ))}
      </p>
      <p>
        <b>
          <Term id="agreement">{strings.verdict.agreement}</Term>{" "}
          {strings.verdict.inStage(stageName(stage).toLowerCase())}
        </b>
      </p>
      <p className="muted">
        {measured?.kind === "measured"
          ? strings.verdict.agreementAt(pairName(trunk, pair).toLowerCase(), measured.step)
          : probeEvery > 0
            ? strings.verdict.agreementPending(probeEvery)
            : strings.verdict.probesOff}
      </p>
    </div>
  );
}
