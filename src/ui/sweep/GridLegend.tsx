import type { SweepRow } from "../../sweep/sweepRows";
import { markerPath } from "./markerPath";
import { PLAIN_STYLE, rowStyle } from "./rowStyle";
import { sweepWords } from "../words/sweepWords";
import styles from "./Grid.module.css";

/** Which mark is which row, and what marks and bars mean. */
export function GridLegend({ rows }: { readonly rows: readonly SweepRow[] }) {
  const entries = [
    ...rows.map((row, index) => ({ ...rowStyle(rows, index), title: row.title })),
    { ...PLAIN_STYLE, title: sweepWords.noFork },
  ];
  return (
    <div className={styles.legend}>
      {entries.map(({ className, marker, dash, short, title }) => (
        <span key={`${short} ${title}`} className={className}>
          {short !== "" && <b className="armText">{short}</b>}
          <svg width={26} height={12} viewBox="0 0 26 12" aria-hidden="true">
            <line className="armLine" x1={0} x2={26} y1={6} y2={6} strokeDasharray={dash} />
            <path className="armFill" d={markerPath(marker, 13, 6)} />
          </svg>
          <span>{title}</span>
        </span>
      ))}
      <span className="small muted">{sweepWords.gridHelp}</span>
    </div>
  );
}
