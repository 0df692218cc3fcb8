import { MAIN, type BranchId } from "../../graph/networkGraph";
import { datasetInfoOf } from "../../experiment/network";
import { metricAt } from "../../record/compare";
import { branchesOf, networksOf } from "../../experiment/networks";
import { armStyle } from "../common/armStyle";
import { share } from "../words/format";
import { useLab, useChartRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { detailsStrings } from "../words/detailsStrings";
import { branchTitle } from "../words/wording";
import styles from "./Details.module.css";

/** What each head knows of the coarser questions: texture, composition, and the class itself. */
export function HierarchyBars() {
  const experiment = useLab((state) => state.experiment);
  const shown = useShownArms();
  const measured = useChartRecord()?.arms.some((arm) => arm.metrics["accuracy"] !== undefined) ?? false;
  if (!measured) return <p className={styles.note}>{detailsStrings.hierarchyEmpty}</p>;
  const { hierarchies, classes } = datasetInfoOf(experiment);
  const { trunk } = networksOf(experiment);
  const heads = [...branchesOf(experiment, shown), MAIN];
  const questions = [
    ...hierarchies.map(({ name, title, groupNames }) => ({
      series: `accuracy/${name}`,
      title,
      chance: 1 / groupNames.length,
    })),
    { series: "accuracy", title: detailsStrings.allClasses, chance: 1 / classes },
  ];
  return (
    <table className={styles.hierarchy}>
      <caption className="sr">{detailsStrings.hierarchyCaption}</caption>
      <thead>
        <tr>
          <td />
          {heads.map((branch) => (
            <th key={branch} scope="col">
              {branchTitle(trunk, branch)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {questions.map(({ series, title, chance }) => (
          <tr key={series}>
            <th scope="row">
              {title} <span className="muted">{detailsStrings.chance(share(chance))}</span>
            </th>
            {heads.map((branch) => (
              <td key={branch}>
                <span className={styles.bars}>
                  {shown.map((arm) => (
                    <Bar key={arm} {...{ arm, branch, series, chance }} />
                  ))}
                </span>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface BarProps {
  readonly arm: number;
  readonly branch: BranchId;
  readonly series: string;
  readonly chance: number;
}

/** One share as a bar with its number; the tick is what guessing gives. */
function Bar({ arm, branch, series, chance }: BarProps) {
  const atStep = useLab((state) => state.scrubStep);
  const curves = useChartRecord()?.arms[arm];
  const value = curves === undefined ? undefined : metricAt(curves, series, branch, atStep)?.value;
  const { letter, className } = armStyle(arm);
  return (
    <span className={`${styles.bar} ${className}`}>
      <span className="armText">{letter}</span>
      <span className={styles.track}>
        {value !== undefined && <span className={styles.fill} style={{ width: `${100 * value}%` }} />}
        <span className={styles.chance} style={{ left: `${100 * chance}%` }} />
      </span>
      <span>{value === undefined ? "–" : share(value)}</span>
    </span>
  );
}
