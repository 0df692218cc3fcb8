import type { GridEntry, SiteEffect } from "../../runs/sweep/sweepGrid";
import type { PairedDifference } from "../../runs/statistics";
import { compact, cosineText, decimal, share, signed } from "../common/format";
import controls from "../common/controls.module.css";
import { placementText } from "./placementText";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

interface SweepTableProps {
  readonly grid: readonly GridEntry[];
  readonly effects: readonly SiteEffect[];
}

/** The grid as numbers with what may be concluded, and each site's main effect. */
export function SweepTable({ grid, effects }: SweepTableProps) {
  const words = sweepWords.columns;
  const titles = new Map(grid.map(({ row, title }) => [row, title]));
  return (
    <details className={styles.panel}>
      <summary>{sweepWords.table}</summary>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={sweepWords.table}>
        <table className={controls.table}>
          <thead>
            <tr>
              {Object.values(words).map((title) => (
                <th key={title} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid
              .filter(({ results }) => results.length > 0)
              .map((entry) => (
                <tr key={entry.key}>
                  <th scope="row">{placementText(entry.placement)}</th>
                  <td>{entry.title}</td>
                  <td>{entry.mean === undefined ? "–" : share(entry.mean)}</td>
                  <td>{entry.accuracies.map(({ value }) => share(value)).join(" ")}</td>
                  <td>{entry.difference === undefined ? "–" : points(entry.difference.mean)}</td>
                  <td>{interval(entry.difference)}</td>
                  <td>{entry.corrected === undefined ? "–" : decimal(entry.corrected, 3)}</td>
                  <td>{entry.early === undefined ? "–" : cosineText(entry.early)}</td>
                  <td>{entry.agreement === undefined ? "–" : cosineText(entry.agreement)}</td>
                  <td>{entry.cost === undefined ? "–" : compact(entry.cost)}</td>
                </tr>
              ))}
          </tbody>
        </table>
        {effects.length > 0 && (
          <table className={controls.table}>
            <caption>{sweepWords.effects}</caption>
            <thead>
              <tr>
                <th scope="col">{sweepWords.site}</th>
                <th scope="col">{words.method}</th>
                <th scope="col">{sweepWords.effect}</th>
                <th scope="col">{words.interval}</th>
                <th scope="col">{sweepWords.pAlone}</th>
              </tr>
            </thead>
            <tbody>
              {effects.map(({ site, row, effect }) => (
                <tr key={`${site}/${row}`}>
                  <th scope="row">{site}</th>
                  <td>{titles.get(row)}</td>
                  <td>{points(effect.mean)}</td>
                  <td>{interval(effect)}</td>
                  <td>{decimal(effect.p, 3)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}

const points = (value: number): string => sweepWords.points(signed(100 * value, 1));

function interval(difference: PairedDifference | undefined): string {
  const ends = difference?.interval;
  return ends === undefined ? "–" : sweepWords.between(signed(100 * ends[0], 1), signed(100 * ends[1], 1));
}
