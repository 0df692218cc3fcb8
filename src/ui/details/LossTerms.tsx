import { networksOf } from "../../experiment/networks";
import { mimicryMatrix } from "../../experiment/mimicry";
import { MAIN } from "../../graph/networkGraph";
import type { Fallback } from "../../catalog/combining/combiner";
import type { ArmCurves } from "../../record/runRecord";
import { latest, points, type Series } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { loss } from "../words/format";
import { useLab, useChartRecord } from "../common/labContext";
import { Term } from "../common/Term";
import { useShownArms } from "../common/useShownArms";
import { detailsStrings } from "../words/detailsStrings";
import { clippingWords, combiningWords } from "../words/combiningWords";
import { branchName, termName } from "../words/wording";
import { MimicryTable } from "./MimicryTable";
import { Sparkline } from "./Sparkline";
import styles from "./Details.module.css";

/** Every summand of each arm's loss: its value and its course. */
export function LossTerms() {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  if (record === undefined || record.step === 0) return <p className={styles.note}>{detailsStrings.termsEmpty}</p>;
  const { trunk, arms } = networksOf(experiment);
  return (
    <div className={styles.terms} role="group" aria-label={detailsStrings.termsCaption}>
      {shown.map((index) => {
        const arm = record.arms[index];
        const network = arms[index];
        const { letter, className } = armStyle(index);
        if (arm === undefined) return null;
        const matrix = network === undefined ? undefined : mimicryMatrix(network);
        const inMatrix = new Set(matrix?.rows.flatMap(({ cells }) => cells));
        return (
          <div key={index} className={`${styles.termRow} ${className}`}>
            <span className="armText">{letter}</span>
            <div className={matrix === undefined ? undefined : styles.beside}>
              <ul>
                <TermItem name={detailsStrings.total} series={arm.total} arm={index} budget={record.budget} />
                {arm.terms
                  .filter((term) => !inMatrix.has(term))
                  .map((term) => (
                    <TermItem
                      key={term}
                      name={termName(trunk, term)}
                      series={arm.losses[term]}
                      arm={index}
                      budget={record.budget}
                    />
                  ))}
              </ul>
              {Object.keys(arm.weights).length > 0 && (
                <Combined arm={arm} index={index} budget={record.budget} trunk={trunk} />
              )}
              {arm.norm.length > 0 && (
                <div>
                  <ul>
                    <TermItem name={clippingWords.norm} series={arm.norm} arm={index} budget={record.budget} />
                  </ul>
                  <p className="small">
                    {clippingWords.share(
                      arm.clipped.length,
                      arm.norm.length,
                      points(arm.clipped).reduce((least, { value }) => Math.min(least, value), 1),
                    )}
                  </p>
                </div>
              )}
              {matrix !== undefined && (
                <MimicryTable matrix={matrix} losses={arm.losses} arm={index} budget={record.budget} trunk={trunk} />
              )}
            </div>
          </div>
        );
      })}
    </div>
  );
}

interface CombinedProps {
  readonly arm: ArmCurves;
  readonly index: number;
  readonly budget: number;
  readonly trunk: Parameters<typeof branchName>[0];
}

/** What a rule makes of the losses: what each head's counts, and how often the sum stood in. */
function Combined({ arm, index, budget, trunk }: CombinedProps) {
  const { weights, fallbacks } = arm;
  const weighings = weights[MAIN]?.length ?? 0;
  const reasons = (Object.keys(fallbacks) as Fallback[]).map((reason) => ({
    reason,
    times: fallbacks[reason]?.length ?? 0,
  }));
  return (
    <div>
      <p className="small muted">
        <Term id="combining-rule">{combiningWords.counts}</Term>
      </p>
      <ul>
        {Object.entries(weights).map(([branch, series]) => (
          <TermItem key={branch} name={branchName(trunk, branch)} series={series} arm={index} budget={budget} />
        ))}
      </ul>
      {reasons.map(({ reason, times }) => (
        <p key={reason} className="small">
          {combiningWords.fallback(reason, times, weighings)}
        </p>
      ))}
    </div>
  );
}

interface TermItemProps {
  readonly name: string;
  readonly series: Series | undefined;
  readonly arm: number;
  readonly budget: number;
}

function TermItem({ name, series, arm, budget }: TermItemProps) {
  const atStep = useLab((state) => state.scrubStep);
  const point = series === undefined ? undefined : latest(series, atStep);
  return (
    <li className={styles.term}>
      <span className="muted">{name}</span>
      <Sparkline series={series} arm={arm} budget={budget} />
      <b>{point === undefined ? "–" : loss(point.value)}</b>
    </li>
  );
}
