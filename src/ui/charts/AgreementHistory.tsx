import { latest, points } from "../../runs/series";
import { armStyle } from "../common/armStyle";
import { cosineText } from "../common/format";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../strings";
import { branchTitle, stageName } from "../wording";
import controls from "../common/controls.module.css";
import { sharedStagesOf } from "./sharedStages";

/** Every probe as a row, newest first; a column per branch, stage and arm. */
export function AgreementHistory() {
  const experiment = useLab((state) => state.experiment);
  const record = useChartRecord();
  const shown = useShownArms();
  const { branches, trunk } = usePairs();
  const columns = branches.flatMap((branch) =>
    sharedStagesOf(experiment, shown, branch).flatMap((stage) =>
      shown.flatMap((arm) => {
        const series = record?.arms[arm]?.agreement[branch]?.[stage];
        return series === undefined ? [] : [{ branch, stage, arm, series }];
      }),
    ),
  );
  const steps = [...new Set(columns.flatMap(({ series }) => points(series).map(({ step }) => step)))].sort(
    (a, b) => b - a,
  );
  return (
    <div className={controls.tableWrap} tabIndex={0} role="region" aria-label={strings.agreement.caption}>
      <table className={controls.table}>
        <caption className="sr">{strings.agreement.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{strings.accuracy.stepColumn}</th>
            {columns.map(({ branch, stage, arm }) => (
              <th key={`${branch}/${stage}/${arm}`} scope="col">
                {branchTitle(trunk, branch)}, {stageName(stage).toLowerCase()}{" "}
                <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              {columns.map(({ branch, stage, arm, series }) => {
                const point = latest(series, step);
                const known = point?.step === step && !Number.isNaN(point.value);
                return <td key={`${branch}/${stage}/${arm}`}>{known ? cosineText(point.value) : "–"}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
