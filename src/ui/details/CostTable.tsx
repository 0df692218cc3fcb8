import { costByBranch, totalCost } from "../../graph/cost";
import { networksOf } from "../../experiment/networks";
import { stepPaceMs } from "../../record/pace";
import { ArmLabel } from "../common/ArmMark";
import { armTitle } from "../../experiment/network";
import { compact, decimal } from "../words/format";
import { useLab, useChartRecord } from "../common/labContext";
import { useShownArms } from "../common/useShownArms";
import { detailsStrings } from "../words/detailsStrings";
import { branchTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import styles from "./Details.module.css";

/** What each branch costs in weights and work; main is what ships. */
export function CostTable() {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  const { trunk, arms } = networksOf(experiment);
  const { arm, branch, parameters, multiplyAdds, share } = detailsStrings.costColumns;
  const rows = shown.flatMap((index) => {
    const graph = arms[index]?.graph;
    if (graph === undefined) return [];
    const total = totalCost(graph).multiplyAdds;
    return [...costByBranch(graph)].map(([id, cost]) => ({ index, id, cost, part: cost.multiplyAdds / total }));
  });
  const pace = record === undefined ? undefined : stepPaceMs(record);
  return (
    <>
      <table className={controls.table}>
        <caption className="sr">{detailsStrings.costCaption}</caption>
        <thead>
          <tr>
            {[arm, branch, parameters, multiplyAdds, share].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ index, id, cost, part }) => {
            const own = experiment.arms[index];
            return (
              <tr key={`${index}/${id}`}>
                <th scope="row">{own !== undefined && <ArmLabel arm={index} name={armTitle(own)} />}</th>
                <td>{branchTitle(trunk, id)}</td>
                <td>{compact(cost.parameters)}</td>
                <td>{compact(cost.multiplyAdds)}</td>
                <td>{Math.round(100 * part)} %</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {pace !== undefined && <p className={styles.note}>{detailsStrings.perStep(decimal(pace, pace < 10 ? 1 : 0))}</p>}
    </>
  );
}
