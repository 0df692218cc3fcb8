import { networksOf } from "../../experiment/networks";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { armStyle } from "../common/armStyle";
import { useChartRecord, useLab } from "../common/labContext";
import { cosineText, count, decimal } from "../words/format";
import { featureWords as words } from "../words/featureWords";
import { branchName } from "../words/wording";
import details from "./Details.module.css";
import styles from "./FeatureView.module.css";

/** How many dimensions each head's features use, and how alike every two heads' are, of all arms. */
export function FeatureView() {
  const record = useChartRecord();
  const atStep = useLab((state) => state.scrubStep) ?? Infinity;
  const told = record?.features.findLast(({ step }) => step <= atStep);
  if (told === undefined) {
    const off = record !== undefined && !record.experiment.measure.features;
    return <p className={details.note}>{off ? words.off : words.empty}</p>;
  }
  const { heads, cka, images, step } = told;
  const trunk = record && networksOf(record.experiment).trunk;
  const names = heads.map(({ arm, branch }) => ({
    ...armStyle(arm),
    branch: branchName(trunk, branch),
    key: `${arm}/${branch}`,
  }));
  return (
    <div className={styles.view}>
      <p>
        <b>{words.question}</b> <span className="muted num">{words.step(count(step), images)}</span>
      </p>
      <div className={styles.scroll} tabIndex={0} role="region" aria-label={words.caption}>
        <table className={styles.matrix}>
          <caption className="sr">{words.caption}</caption>
          <thead>
            <tr>
              <td />
              {names.map(({ key, letter, className, branch }) => (
                <th key={key} scope="col">
                  <b className={`${className} armText`}>{letter}</b> {branch}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {names.map(({ key, letter, className, branch }, row) => (
              <tr key={key}>
                <th scope="row">
                  <b className={`${className} armText`}>{letter}</b> {branch}
                </th>
                {names.map((other, column) =>
                  row === column ? (
                    <td key={other.key} className={styles.rank}>
                      {rankText(heads[row])}
                    </td>
                  ) : (
                    <Likeness key={other.key} value={ckaOf(cka, heads.length, row, column)} />
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className={details.note}>{words.help}</p>
    </div>
  );
}

function rankText(head: { readonly rank: number; readonly dimensions: number } | undefined): string {
  if (head === undefined || Number.isNaN(head.rank)) return words.none;
  return words.rank(decimal(head.rank, 1), head.dimensions);
}

/** Row by row, each pair once. */
function ckaOf(cka: readonly number[], heads: number, a: number, b: number): number {
  const [first, second] = a < b ? [a, b] : [b, a];
  return cka[first * heads - (first * (first + 1)) / 2 + second - first - 1] ?? Number.NaN;
}

function Likeness({ value }: { readonly value: number }) {
  if (Number.isNaN(value)) return <td>{words.none}</td>;
  const { className, style } = agreementFill(value);
  return (
    <td className={`${className} ${agreementTextClass(value)}`} style={style}>
      {cosineText(value)}
    </td>
  );
}
