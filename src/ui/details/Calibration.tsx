import { armTitle } from "../../experiment/network";
import { networksOf } from "../../experiment/networks";
import { ArmLabel } from "../common/ArmMark";
import { useChartRecord, useLab } from "../common/labContext";
import { Term } from "../common/Term";
import { useShownArms } from "../common/useShownArms";
import { exitWords } from "../words/exitWords";
import { decimal, loss, share } from "../words/format";
import { branchTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import styles from "./EarlyExits.module.css";
import { orderedHeads } from "./orderedHeads";

/** At the end of a run: how far each head's confidence lies from its accuracy, before and after temperature scaling. */
export function Calibration() {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  const { trunk } = networksOf(experiment);
  const rows = shown.flatMap((arm) => {
    const curves = record?.arms[arm];
    const final = curves?.final;
    return orderedHeads(final?.values["ece"] ?? {})
      .filter(([branch]) => curves?.branches.includes(branch) === true)
      .map(([branch, error]) => ({
        arm,
        branch,
        error,
        nll: final?.values["nll"]?.[branch],
        at: final?.calibrated?.[branch],
      }));
  });
  if (rows.length === 0) return null;
  const scaled = rows.some(({ at }) => at !== undefined);
  const { arm: armColumn, head, error, temperature, after, loss: nll, lossAfter } = exitWords.calibrationColumns;
  return (
    <div className={styles.calibration}>
      <h3>
        <Term id="calibration">{exitWords.calibration}</Term>
      </h3>
      <div className={styles.scroll}>
        <table className={controls.table}>
          <caption className="sr">{exitWords.calibration}</caption>
          <thead>
            <tr>
              {[armColumn, head, error, nll, ...(scaled ? [temperature, after, lossAfter] : [])].map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ arm, branch, error: before, nll: lossBefore, at }) => {
              const own = experiment.arms[arm];
              return (
                <tr key={`${arm}/${branch}`}>
                  <th scope="row">{own !== undefined && <ArmLabel arm={arm} name={armTitle(own)} />}</th>
                  <td>{branchTitle(trunk, branch)}</td>
                  <td>{share(before)}</td>
                  <td>{loss(lossBefore ?? Number.NaN)}</td>
                  {scaled && (
                    <>
                      <td>{decimal(at?.temperature ?? Number.NaN, 2)}</td>
                      <td>{share(at?.ece ?? Number.NaN)}</td>
                      <td>{loss(at?.nll ?? Number.NaN)}</td>
                    </>
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className="small muted">{scaled ? exitWords.scaled : exitWords.unscaled}</p>
    </div>
  );
}
