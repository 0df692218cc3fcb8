import { RECORDED_RUN } from "../../experiment/recordedRun";
import { useRecord } from "../common/labContext";
import { recordingWords } from "../words/recordingWords";
import { useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";
import { AgreementHeadline } from "./AgreementHeadline";
import { DifferenceStrip } from "./DifferenceStrip";
import { Lead } from "./Lead";
import { BeforeStart } from "./BeforeStart";
import { SeedsStanding } from "./SeedsStanding";
import styles from "./Verdict.module.css";

/** What is compared and what differs; how strongly the losses agree; who leads, and what that is worth. */
export function VerdictRow() {
  const record = useRecord();
  const started = (record?.step ?? 0) > 0;
  const both = useShownArms().length > 1;
  return (
    <section
      translate="no"
      className={`${controls.panel} ${styles.verdict}`}
      aria-label={strings.verdict.label}
      data-part="verdict"
    >
      <DifferenceStrip />
      {started ? (
        <>
          <AgreementHeadline />
          {both && <Lead />}
          {record?.run === RECORDED_RUN && <p className={styles.recorded}>{recordingWords.label}</p>}
        </>
      ) : (
        <>
          <BeforeStart />
          <SeedsStanding />
        </>
      )}
    </section>
  );
}
