import { useState } from "react";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { GridEntry, SiteEffect } from "../../sweep/sweepGrid";
import type { SweepRow } from "../../sweep/sweepRows";
import type { PairedDifference } from "../../stats/statistics";
import { compact, cosineText, decimal, share, signed } from "../words/format";
import { siteTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { placementText } from "./placementText";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

interface SweepTableProps {
  /** Whose places the placements are. */
  readonly trunk: NetworkGraph | undefined;
  readonly grid: readonly GridEntry[];
  readonly effects: readonly SiteEffect[];
  readonly rows: readonly SweepRow[];
}

/** Lines that are drawn at once: a thousand would hold up the page. */
const PAGE = 60;

/** The grid as numbers with what may be concluded, and each site's main effect; drawn when it is opened. */
export function SweepTable({ trunk, grid, effects, rows }: SweepTableProps) {
  const [open, setOpen] = useState(false);
  const [shown, setShown] = useState(PAGE);
  const words = sweepWords.columns;
  const known = open ? grid.filter(({ results }) => results.length > 0) : [];
  return (
    <details className={styles.panel} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{sweepWords.table}</summary>
      {open && (
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
              {known.slice(0, shown).map((entry) => (
                <tr key={entry.key}>
                  <th scope="row">{placementText(trunk, entry.placement)}</th>
                  <td>{entry.title}</td>
                  <td>{entry.mean === undefined ? "–" : share(entry.mean)}</td>
                  <td>
                    {[
                      ...entry.accuracies.map(({ value }) => share(value)),
                      ...entry.bad.map(({ status }) => (status === "done" ? "" : sweepWords.status[status])),
                    ].join(" ")}
                  </td>
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
          {known.length > shown && (
            <button
              type="button"
              className={`${controls.button} ${controls.small}`}
              onClick={() => setShown(shown + PAGE)}
            >
              {sweepWords.more(known.length - shown)}
            </button>
          )}
          {effects.length > 0 && <Effects trunk={trunk} effects={effects} rows={rows} />}
        </div>
      )}
    </details>
  );
}

function Effects({ trunk, effects, rows }: Omit<SweepTableProps, "grid">) {
  const words = sweepWords.columns;
  return (
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
            <th scope="row">{siteTitle(trunk, site)}</th>
            <td>{rows[row]?.title}</td>
            <td>{points(effect.mean)}</td>
            <td>{interval(effect)}</td>
            <td>{effect.p === undefined ? "–" : decimal(effect.p, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const points = (value: number): string => sweepWords.points(signed(100 * value, 1));

function interval(difference: PairedDifference | undefined): string {
  const ends = difference?.interval;
  return ends === undefined ? "–" : sweepWords.between(signed(100 * ends[0], 1), signed(100 * ends[1], 1));
}
