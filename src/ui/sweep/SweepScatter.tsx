import { mainAccuracy, weakest } from "../../runs/sweep/cellResult";
import type { GridEntry } from "../../runs/sweep/sweepGrid";
import { correlation } from "../../runs/statistics";
import { armStyle } from "../common/armStyle";
import { decimal } from "../common/format";
import { sweepWords } from "./sweepWords";
import styles from "./Sweep.module.css";

const WIDTH = 420;
const HEIGHT = 250;
const LEFT = 44;
const BOTTOM = 44;

/** Every run with a branch: agreement in the first fifth of the steps against final accuracy. */
export function SweepScatter({ grid }: { readonly grid: readonly GridEntry[] }) {
  const runs = grid.flatMap(({ row, title, results }) =>
    results.flatMap((result) => {
      const x = weakest(result.early);
      const y = mainAccuracy(result);
      return x === undefined || y === undefined || row === undefined ? [] : [{ row, title, x, y }];
    }),
  );
  const r = correlation(runs.map(({ x, y }) => [x, y] as const));
  const text =
    r === undefined ? sweepWords.noCorrelation(runs.length) : sweepWords.correlation(decimal(r, 2), runs.length);
  const [x0, x1] = rounded(runs.map(({ x }) => x));
  const [y0, y1] = rounded(runs.map(({ y }) => y));
  const px = (value: number): number => LEFT + ((WIDTH - LEFT - 12) * (value - x0)) / (x1 - x0);
  const py = (value: number): number => 8 + ((HEIGHT - BOTTOM - 8) * (y1 - value)) / (y1 - y0);
  const rows = [...new Map(runs.map(({ row, title }) => [row, title]))];
  return (
    <section className={styles.panel} aria-label={sweepWords.scatter}>
      <h3>{sweepWords.scatter}</h3>
      <div className={styles.legend}>
        {rows.map(([row, title]) => (
          <span key={row} className={armStyle(row).className}>
            <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden="true">
              <path className="armFill" d={marker(row, 0, 0)} />
            </svg>
            {title}
          </span>
        ))}
      </div>
      {runs.length > 0 && (
        <svg className={styles.scatter} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
          {ticks(y0, y1).map((value) => (
            <g key={value}>
              <line className={styles.gridLine} x1={LEFT} x2={WIDTH - 12} y1={py(value)} y2={py(value)} />
              <text x={LEFT - 6} y={py(value) + 4} textAnchor="end">
                {decimal(value, 2)}
              </text>
            </g>
          ))}
          {ticks(x0, x1).map((value) => (
            <text key={value} x={px(value)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
              {decimal(value, 2)}
            </text>
          ))}
          <text x={LEFT} y={HEIGHT - 6}>
            {sweepWords.scatterX}
          </text>
          {rows.map(([row]) => (
            <g key={row} className={armStyle(row).className}>
              <path
                className="armFill"
                d={runs
                  .filter((run) => run.row === row)
                  .map(({ x, y }) => marker(row, px(x), py(y)))
                  .join("")}
              />
            </g>
          ))}
        </svg>
      )}
      <p className="small muted">{text}</p>
    </section>
  );
}

/** The arm's marker as a piece of a path. */
function marker(row: number, x: number, y: number): string {
  const at = `M${x.toFixed(1)} ${y.toFixed(1)}`;
  switch (armStyle(row).marker) {
    case "square":
      return `${at}m-4 -4h8v8h-8z`;
    case "circle":
      return `${at}m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z`;
    case "triangle":
      return `${at}m0 -5l5 9h-10z`;
    case "diamond":
      return `${at}m0 -5l5 5l-5 5l-5 -5z`;
    default:
      return "";
  }
}

function rounded(values: readonly number[]): readonly [low: number, high: number] {
  const low = Math.floor(values.reduce((a, b) => Math.min(a, b), Infinity) * 20 - 0.01) / 20;
  const high = Math.ceil(values.reduce((a, b) => Math.max(a, b), -Infinity) * 20 + 0.01) / 20;
  return high > low ? [low, high] : [low - 0.05, low + 0.05];
}

function ticks(low: number, high: number): readonly number[] {
  return Array.from({ length: 5 }, (_, index) => low + ((high - low) * index) / 4);
}
