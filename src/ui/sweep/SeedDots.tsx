import styles from "./Sweep.module.css";

interface SeedDotsProps {
  readonly values: readonly number[];
  readonly mean: number | undefined;
  /** Accuracies at the lower and upper edge, the same in every cell. */
  readonly range: readonly [low: number, high: number];
}

const WIDTH = 56;
const HEIGHT = 64;
const MARGIN = 5;

/** One dot per seed and a bar at their mean; one path for all dots, so that thousands cost little. */
export function SeedDots({ values, mean, range: [low, high] }: SeedDotsProps) {
  const y = (value: number): number => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (value - low)) / (high - low);
  const x = (index: number): number => ((index + 1) * WIDTH) / (values.length + 1);
  const dots = values.map((value, index) => `M${x(index).toFixed(1)} ${y(value).toFixed(1)}h0`).join("");
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      {mean !== undefined && <line className={styles.bar1} x1={8} x2={WIDTH - 8} y1={y(mean)} y2={y(mean)} />}
      <path className={styles.dots} d={dots} />
    </svg>
  );
}
