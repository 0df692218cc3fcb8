import { standing, type Standing } from "../../record/compare";
import { seedDifferences, seedJudgement, type SeedJudgement } from "../../record/seeds/seedStatement";
import { Term } from "../common/Term";
import { armStyle } from "../common/armStyle";
import { decimal, signed } from "../words/format";
import { useLab, useRecord } from "../common/labContext";
import { useRoom } from "../common/useMedia";
import { strings } from "../words/strings";
import { DifferenceLine } from "./DifferenceLine";
import { SeedsActions } from "./SeedsActions";
import { LateSeedsPlot } from "./LateSeedsPlot";
import { seedText } from "../words/seedWords";
import { useSeeds } from "../common/useSeeds";
import styles from "./Verdict.module.css";

/** Who leads on the main head, by how much, and below it what the seeds so far are worth. */
export function Lead() {
  const record = useRecord();
  const [first, second] = useLab((state) => state.compared);
  const atStep = useLab((state) => state.scrubStep);
  const roomy = useRoom(1440);
  // What several seeds come to is worth more room than one difference.
  const wide = useRoom(1240);
  const { results, statement } = useSeeds();
  if (record === undefined) return null;
  const now = standing(record, first, second, atStep);
  const { text, worth } = seedText(statement, armStyle(first).letter, armStyle(second).letter);
  const seeds = seedJudgement(seedDifferences(results, first, second), now);
  return (
    <>
      <div className={`${styles.headline} ${styles.lead}`}>
        <p className={`${styles.big} num`}>
          {now === undefined ? "–" : <LeadText {...{ now, seeds, first, second }} />}
        </p>
        <p className="muted">
          {now === undefined
            ? strings.accuracy.pending(Math.min(record.budget, record.experiment.measure.evaluateEvery))
            : seeds === undefined
              ? strings.verdict.where(imagesText(now), now.step)
              : strings.verdict.thisRun(armStyle(first).letter, armStyle(second).letter, signed(now.points, 1))}
        </p>
        <p>
          <b>{statement.kind === "one" || statement.kind === "none" ? <Term id="seed-noise">{text}</Term> : text}</b>{" "}
          {worth}
        </p>
      </div>
      {results.length > 1 && wide ? (
        <LateSeedsPlot results={results} arms={[first, second]} width={190} />
      ) : (
        now !== undefined &&
        roomy && (
          <DifferenceLine
            points={now.points}
            noise={now.noise}
            first={first}
            second={second}
            summary={strings.verdict.lineSummary(
              armStyle(first).letter,
              armStyle(second).letter,
              signed(now.points, 1),
              decimal(now.noise, 1),
            )}
          />
        )
      )}
      <SeedsActions />
    </>
  );
}

function imagesText(now: Standing): string {
  return now.final ? strings.verdict.wholeTest : strings.verdict.someImages(now.images, now.split);
}

interface LeadTextProps {
  readonly now: Standing;
  /** What the finished seeds come to, where there are several: it outweighs the run on display. */
  readonly seeds: SeedJudgement | undefined;
  readonly first: number;
  readonly second: number;
}

/** `B leads by 5.6 points` in the leader's colour, when that is more than chance; else that it is not. */
export function LeadText({ now, seeds, first, second }: LeadTextProps) {
  const { kind, points } = seeds ?? now;
  if (kind === "chance") return <>{strings.verdict.atChance}</>;
  if (kind === "unclear") return <>{strings.verdict.unclear}</>;
  const size = decimal(Math.abs(points), 1);
  const { letter, className } = armStyle(points > 0 ? second : first);
  const text =
    seeds === undefined ? strings.verdict.leads(letter, size) : strings.verdict.leadsOver(letter, size, seeds.seeds);
  return <span className={`${className} armText`}>{text}</span>;
}
