import { networksOf } from "../../runs/networks";
import { decimate } from "../../runs/decimate";
import { latest, type Series } from "../../runs/series";
import { armStyle } from "../common/armStyle";
import { loss } from "../common/format";
import { useLab, useChartRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { strings } from "../strings";
import { termName } from "../wording";
import styles from "./Details.module.css";

/** Every summand of each arm's loss: its value and its course. */
export function LossTerms() {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  if (record === undefined || record.step === 0) return <p className={styles.note}>{strings.details.termsEmpty}</p>;
  const { trunk } = networksOf(experiment);
  return (
    <div className={styles.terms} role="group" aria-label={strings.details.termsCaption}>
      {shown.map((index) => {
        const arm = record.arms[index];
        const { letter, className } = armStyle(index);
        if (arm === undefined) return null;
        return (
          <div key={index} className={`${styles.termRow} ${className}`}>
            <span className="armText">{letter}</span>
            <ul>
              <TermItem name={strings.details.total} series={arm.total} arm={index} budget={record.budget} />
              {arm.terms.map((term) => (
                <TermItem
                  key={term}
                  name={termName(trunk, term)}
                  series={arm.losses[term]}
                  arm={index}
                  budget={record.budget}
                />
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

interface TermItemProps {
  readonly name: string;
  readonly series: Series | undefined;
  readonly arm: number;
  readonly budget: number;
}

const WIDTH = 54;
const HEIGHT = 16;

function TermItem({ name, series, arm, budget }: TermItemProps) {
  const atStep = useLab((state) => state.scrubStep);
  const point = series === undefined ? undefined : latest(series, atStep);
  const drawn = series === undefined ? [] : decimate(series, 60).filter(({ value }) => Number.isFinite(value));
  const highest = drawn.reduce((most, { value }) => Math.max(most, value), 1e-9);
  const path = drawn
    .map(
      ({ step, value }) =>
        `${((WIDTH * step) / budget).toFixed(1)} ${(HEIGHT - 1 - ((HEIGHT - 2) * value) / highest).toFixed(1)}`,
    )
    .join("L");
  return (
    <li className={styles.term}>
      <span className="muted">{name}</span>
      <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {drawn.length > 1 && (
          <path className="armLine" style={{ strokeWidth: 1.5 }} strokeDasharray={armStyle(arm).dash} d={`M${path}`} />
        )}
      </svg>
      <b>{point === undefined ? "–" : loss(point.value)}</b>
    </li>
  );
}
