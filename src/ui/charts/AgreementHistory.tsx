import { latest, points } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { useLab, useChartRecord } from "../common/labContext";
import { usePairs, useShownArms } from "../common/useShownArms";
import { strings } from "../words/strings";
import { pairName } from "../words/wording";
import controls from "../common/controls.module.css";
import { agreementPanels } from "./agreementPanels";

/** Every probe as a row, newest first; a column per branch, stage and arm, of the measure and losses that are chosen. */
export function AgreementHistory() {
  const experiment = useLab((state) => state.experiment);
  const view = useLab((state) => state.agreementView);
  const chosen = useLab((state) => state.agreementMeasure);
  const part = useLab((state) => state.agreementPart);
  const record = useChartRecord();
  const shown = useShownArms();
  const { branches, trunk } = usePairs();
  const measure = view === "lines" ? chosen : "cosine";
  const known = new Set<string>();
  const columns = branches.flatMap((pair) =>
    agreementPanels({ experiment, record, shown, pair, measure, part }).flatMap(({ title, text, lines }) =>
      lines.flatMap(({ role, name, arm, series }) => {
        // All losses together are the same under every pair.
        if (role !== "value" || known.has(name)) return [];
        known.add(name);
        const place = name.split("/")[3] === "main" ? title : `${pairName(trunk, pair)}, ${title.toLowerCase()}`;
        return [{ name, place, arm, series, text }];
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
            {columns.map(({ name, place, arm }) => (
              <th key={name} scope="col">
                {place} <b className={`${armStyle(arm).className} armText`}>{armStyle(arm).letter}</b>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step}>
              <th scope="row">{step}</th>
              {columns.map(({ name, series, text }) => {
                const point = latest(series, step);
                const there = point?.step === step && !Number.isNaN(point.value);
                return <td key={name}>{there ? text(point.value) : "–"}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
