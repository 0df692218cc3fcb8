import { mainAccuracy, weakest } from "../../sweep/cellResult";
import type { GridEntry } from "../../sweep/sweepGrid";
import { correlation } from "../../stats/statistics";
import type { SweepRow } from "../../sweep/sweepRows";
import { decimal } from "../words/format";
import { accuracyTicks, roundTicks } from "./gridModel";
import { markerPath } from "./markerPath";
import { rowStyle } from "./rowStyle";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

const WIDTH = 420;
const HEIGHT = 250;
const LEFT = 44;
const BOTTOM = 44;

interface SweepScatterProps {
  readonly grid: readonly GridEntry[];
  readonly rows: readonly SweepRow[];
}

/** Every run with a branch: agreement in the first fifth of the steps against final accuracy. */
export function SweepScatter({ grid, rows }: SweepScatterProps) {
  const runs = grid.flatMap(({ rows: [row = 0], placement, results }) =>
    placement.length === 0
      ? []
      : results.flatMap((result) => {
          const x = weakest(result.early);
          const y = mainAccuracy(result);
          return x === undefined || y === undefined ? [] : [{ row, x, y }];
        }),
  );
  const plain = grid.find((entry) => entry.plain)?.mean;
  const r = correlation(runs.map(({ x, y }) => [x, y] as const));
  const text =
    r === undefined ? sweepWords.noCorrelation(runs.length) : sweepWords.correlation(decimal(r, 2), runs.length);
  const xTicks = roundTicks(
    runs.map(({ x }) => x),
    [-1, 1],
  );
  const yTicks = accuracyTicks([...runs.map(({ y }) => y), ...(plain === undefined ? [] : [plain])]);
  const [x0 = -1, x1 = 1] = [xTicks[0], xTicks.at(-1)];
  const [y0 = 0, y1 = 1] = [yTicks[0], yTicks.at(-1)];
  const px = (value: number): number => LEFT + ((WIDTH - LEFT - 12) * (value - x0)) / (x1 - x0);
  const py = (value: number): number => 8 + ((HEIGHT - BOTTOM - 8) * (y1 - value)) / (y1 - y0);
  const shown = [...new Set(runs.map(({ row }) => row))];
  return (
    <section className={styles.panel} aria-label={sweepWords.scatter}>
      <h3>{sweepWords.scatter}</h3>
      {runs.length > 0 && (
        <svg className={styles.scatter} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={text}>
          {yTicks.map((value) => (
            <g key={value}>
              <line className={styles.gridLine} x1={LEFT} x2={WIDTH - 12} y1={py(value)} y2={py(value)} />
              <text x={LEFT - 6} y={py(value) + 4} textAnchor="end">
                {decimal(value, 2)}
              </text>
            </g>
          ))}
          {xTicks.map((value) => (
            <text key={value} x={px(value)} y={HEIGHT - BOTTOM + 18} textAnchor="middle">
              {decimal(value, 2)}
            </text>
          ))}
          {plain !== undefined && (
            <g>
              <line className={styles.plainLine} x1={LEFT} x2={WIDTH - 12} y1={py(plain)} y2={py(plain)} />
              <text x={WIDTH - 14} y={py(plain) - 5} textAnchor="end">
                {sweepWords.noFork}
              </text>
            </g>
          )}
          <text x={LEFT} y={HEIGHT - 6}>
            {sweepWords.scatterX}
          </text>
          {shown.map((row) => (
            <g key={row} className={rowStyle(rows, row).className}>
              <path
                className="armFill"
                d={runs
                  .filter((run) => run.row === row)
                  .map(({ x, y }) => markerPath(rowStyle(rows, row).marker, px(x), py(y)))
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
