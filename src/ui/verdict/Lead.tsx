import { standing, type Standing } from "../../runs/compare";
import type { RunRecord } from "../../runs/runRecord";
import { armStyle } from "../common/armStyle";
import { decimal, signed } from "../common/format";
import { useLab, useRecord } from "../common/labContext";
import { useMedia } from "../common/useMedia";
import { strings } from "../strings";
import { DifferenceLine } from "./DifferenceLine";
import { SeedsActions } from "./SeedsActions";
import { LateSeedsPlot } from "./LateSeedsPlot";
import { seedText } from "./seedWords";
import { useSeeds } from "./useSeeds";
import styles from "./Verdict.module.css";

/** Who leads on the main head, by how much, and below it what the seeds so far are worth. */
export function Lead() {
  const record = useRecord();
  const [first, second] = useLab((state) => state.compared);
  const atStep = useLab((state) => state.scrubStep);
  const roomy = useMedia("(min-width: 1240px)");
  const { results, statement } = useSeeds();
  if (record === undefined) return null;
  const now = standing(record, first, second, atStep);
  const { text, worth } = seedText(statement, armStyle(first).letter, armStyle(second).letter);
  return (
    <>
      <div className={`${styles.headline} ${styles.lead}`}>
        <p className={`${styles.big} num`}>{now === undefined ? "–" : <LeadText {...{ now, first, second }} />}</p>
        <p className="muted">
          {now === undefined
            ? strings.accuracy.pending(Math.min(record.budget, record.experiment.measure.evaluateEvery))
            : strings.verdict.where(imagesText(record, now), now.step)}
        </p>
        <p>
          <b>{text}</b> {worth}
        </p>
      </div>
      {results.length > 1 && roomy ? (
        <LateSeedsPlot results={results} arms={[first, second]} width={190} />
      ) : (
        now !== undefined &&
        roomy && (
          <DifferenceLine
            points={now.points}
            first={first}
            second={second}
            summary={strings.verdict.lineSummary(
              armStyle(first).letter,
              armStyle(second).letter,
              signed(now.points, 1),
            )}
          />
        )
      )}
      <SeedsActions />
    </>
  );
}

export function imagesText(record: RunRecord, now: Standing): string {
  return now.final ? strings.verdict.wholeTest : strings.verdict.someTest(record.experiment.measure.evaluateImages);
}

interface LeadTextProps {
  readonly now: Standing;
  readonly first: number;
  readonly second: number;
}

/** `B leads by 5.6 points` in the leader's colour. */
export function LeadText({ now, first, second }: LeadTextProps) {
  const size = decimal(Math.abs(now.points), 1);
  if (Number(size) === 0) return <>{strings.verdict.level}</>;
  const { letter, className } = armStyle(now.points > 0 ? second : first);
  return <span className={`${className} armText`}>{strings.verdict.leads(letter, size)}</span>;
}
