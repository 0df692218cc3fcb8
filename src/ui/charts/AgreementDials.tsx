import { latest } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { cosineText, decimal } from "../words/format";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { branchName, pairName, stageName } from "../words/wording";
import { gapWords } from "../words/gapWords";
import { agreementGap } from "./agreementGap";
import { measureSeries } from "./agreementPanels";
import { Dial } from "./Dial";
import { dialWords } from "../words/dialWords";
import { sharedStagesOf } from "./sharedStages";
import { useAgreementGap } from "./useAgreementGap";
import styles from "./Dials.module.css";

/** One moment: per stage and arm the two gradients of the chosen pair as arrows, and in words. */
export function AgreementDials() {
  const experiment = useLab((state) => state.experiment);
  const part = useLab((state) => state.agreementPart);
  const shown = useShownArms();
  const { pair, trunk } = usePairs();
  const gap = useAgreementGap("cosine");
  if (pair === undefined) return null;
  if (gap !== undefined) return <p className="muted">{gapWords.agreement[gap]}</p>;
  const stages = sharedStagesOf(experiment, shown, pair);
  const branch = branchName(trunk, pair);
  const names =
    part === "rest" ? ([dialWords.labels, dialWords.mimicry] as const) : ([dialWords.main, branch] as const);
  return (
    <div className={styles.dials} role="group" tabIndex={0} aria-label={pairName(trunk, pair)}>
      {stages.map((stage) => (
        <section key={stage} aria-label={stageName(stage)}>
          <h3>{stageName(stage)}</h3>
          {shown.map((arm) => (
            <Moment key={arm} {...{ arm, pair, stage, names }} />
          ))}
        </section>
      ))}
      <p className="muted">{dialWords.caption}</p>
    </div>
  );
}

interface MomentProps {
  readonly arm: number;
  readonly pair: string;
  readonly stage: string;
  readonly names: readonly [first: string, second: string];
}

function Moment({ arm, pair, stage, names }: MomentProps) {
  const part = useLab((state) => state.agreementPart);
  const atStep = useLab((state) => state.scrubStep);
  const curves = useChartRecord()?.arms[arm];
  const read = (measure: "cosine" | "ratio") => {
    const series = measureSeries(curves, measure, part, pair, stage);
    return series === undefined ? undefined : latest(series, atStep);
  };
  const [cosine, ratio] = [read("cosine"), read("ratio")];
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const gap = agreementGap({ experiment, record, shown: [arm], pair, measure: "cosine", part });
  const { letter, className } = armStyle(arm);
  const known = cosine !== undefined && ratio !== undefined && ratio.value > 0 && !Number.isNaN(cosine.value);
  return (
    <div className={`${styles.moment} ${className}`}>
      <span className="armText">{letter}</span>
      {known && <Dial cosine={cosine.value} ratio={ratio.value} arm={arm} />}
      {known && (
        <p>
          {dialText(cosine.value, ratio.value, names).map((line) => (
            <b key={line}>{line} </b>
          ))}
          <span className="muted num">{dialWords.cosine(cosineText(cosine.value), cosine.step)}</span>
        </p>
      )}
      {!known && (
        <p className="muted">
          {curves?.shared.get(pair)?.has(stage) !== true
            ? strings.agreement.noSharedPath
            : gap === undefined
              ? dialWords.pending
              : gapWords.agreement[gap]}
        </p>
      )}
    </div>
  );
}

/** A tenth more is as good as equal. */
const ALIKE = 1.1;

/** `102° apart,` and `branch 1: 4× main`. */
export function dialText(
  cosine: number,
  ratio: number,
  [first, second]: readonly [string, string],
): readonly [angle: string, strength: string] {
  const size = Math.max(ratio, 1 / ratio);
  const times = decimal(size, size < 10 ? 1 : 0).replace(/\.0$/, "");
  const strength =
    size < ALIKE
      ? dialWords.alike
      : ratio > 1
        ? dialWords.stronger(second, times, first)
        : dialWords.stronger(first, times, second);
  return [dialWords.apart(Math.round((Math.acos(cosine) * 180) / Math.PI)), strength];
}
