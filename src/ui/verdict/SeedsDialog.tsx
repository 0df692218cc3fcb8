import { seedDifferences, seedMean } from "../../record/seeds/seedStatement";
import type { SeedResult } from "../../record/seeds/seedResults";
import { meanOf, standardDeviation } from "../../stats/mean";
import { ArmLabel } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import { decimal, share, signed } from "../words/format";
import { Dialog } from "../common/Dialog";
import { useActions, useLab } from "../common/labContext";
import { useSize } from "../common/useSize";
import { armTitle } from "../../experiment/network";
import controls from "../common/controls.module.css";
import { seedsDialogWords } from "../words/seedsDialogWords";
import { seedText } from "../words/seedWords";
import { SeedsPlot } from "./SeedsPlot";
import { useSeeds } from "../common/useSeeds";
import styles from "./Verdict.module.css";

/** Every seed of the experiment on the page: what it gave, what all of them say, and the way to each run. */
export function SeedsDialog() {
  const { results, statement } = useSeeds();
  const arms = useLab((state) => state.experiment.arms);
  const [first, second] = useLab((state) => state.compared);
  const { closeDialog } = useActions();
  const [ref, { width }] = useSize();
  const { text, worth } = seedText(statement, armStyle(first).letter, armStyle(second).letter);
  return (
    <Dialog title={seedsDialogWords.title} onClose={closeDialog}>
      <div ref={ref} className={styles.seeds}>
        {results.length === 0 ? (
          <p>{seedsDialogWords.none}</p>
        ) : (
          <>
            {arms.length > 1 && (
              <p>
                <b>{text}</b> {worth}
              </p>
            )}
            {width > 0 && <SeedsPlot results={results} arms={arms.map((_, index) => index)} width={width} />}
          </>
        )}
        <SeedsTable results={results} />
        <p className="small muted">{seedsDialogWords.what}</p>
      </div>
    </Dialog>
  );
}

function SeedsTable({ results }: { readonly results: readonly SeedResult[] }) {
  const arms = useLab((state) => state.experiment.arms);
  const chosen = useLab((state) => state.seeds);
  const shown = useLab((state) => state.record?.run);
  const [first, second] = useLab((state) => state.compared);
  const { openRun, closeDialog } = useActions();
  const paired = first !== second;
  const differences = new Map(seedDifferences(results, first, second).map(({ seed, points }) => [seed, points]));
  const seeds = [...new Set([...chosen, ...results.map(({ seed }) => seed)])].sort((a, b) => a - b);
  const points = [...differences.values()];
  return (
    <div className={controls.tableWrap} tabIndex={0} role="region" aria-label={seedsDialogWords.caption}>
      <table className={controls.table}>
        <caption className="sr">{seedsDialogWords.caption}</caption>
        <thead>
          <tr>
            <th scope="col">{seedsDialogWords.columns.seed}</th>
            {arms.map((arm, index) => (
              <th key={index} scope="col">
                <ArmLabel arm={index} name={armTitle(arm)} />
              </th>
            ))}
            {paired && (
              <th scope="col">
                {seedsDialogWords.columns.difference(armStyle(first).letter, armStyle(second).letter)}
              </th>
            )}
            <th scope="col">{seedsDialogWords.columns.run}</th>
          </tr>
        </thead>
        <tbody>
          {seeds.map((seed) => {
            const result = results.find((one) => one.seed === seed);
            return (
              <tr key={seed}>
                <th scope="row">{seed}</th>
                {arms.map((_, arm) => (
                  <td key={arm}>{valueText(result?.values[arm])}</td>
                ))}
                {paired && <td>{pointsText(differences.get(seed))}</td>}
                <td>
                  {result === undefined ? (
                    seedsDialogWords.missing
                  ) : result.run === shown ? (
                    seedsDialogWords.onDisplay
                  ) : (
                    <button
                      type="button"
                      className={controls.link}
                      aria-label={seedsDialogWords.showName(seed)}
                      onClick={() => void openRun(result.run).then(closeDialog)}
                    >
                      {seedsDialogWords.show}
                    </button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
        {results.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">{seedsDialogWords.mean}</th>
              {arms.map((_, arm) => (
                <td key={arm}>
                  <b>{valueText(seedMean(results, arm)?.mean)}</b>
                </td>
              ))}
              {paired && (
                <td>
                  <b>{pointsText(points.length === 0 ? undefined : meanOf(points))}</b>
                </td>
              )}
              <td />
            </tr>
            <tr title={seedsDialogWords.deviationHelp}>
              <th scope="row">{seedsDialogWords.deviation}</th>
              {arms.map((_, arm) => (
                <td key={arm}>{valueText(seedMean(results, arm)?.deviation)}</td>
              ))}
              {paired && <td>{points.length < 2 ? "–" : decimal(standardDeviation(points), 1)}</td>}
              <td />
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const valueText = (value: number | null | undefined): string => (value == null ? "–" : share(value));
const pointsText = (value: number | undefined): string => (value === undefined ? "–" : signed(value, 1));
