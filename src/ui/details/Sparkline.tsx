import { decimate } from "../../record/decimate";
import type { Series } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { linePath } from "../common/linePath";

interface SparklineProps {
  readonly series: Series | undefined;
  readonly arm: number;
  readonly budget: number;
  readonly width?: number;
}

const WIDTH = 54;
const HEIGHT = 16;

/** The course of a loss over the budget, from zero to its highest value; the number stands beside it. */
export function Sparkline({ series, arm, budget, width = WIDTH }: SparklineProps) {
  const drawn = series === undefined ? [] : decimate(series, 60);
  const highest = drawn.reduce((most, { value }) => (Number.isFinite(value) ? Math.max(most, value) : most), 1e-9);
  const path = linePath(
    drawn.map(({ step, value }) => [(width * step) / budget, HEIGHT - 1 - ((HEIGHT - 2) * value) / highest]),
  );
  return (
    <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
      {drawn.length > 1 && (
        <path className="armLine" style={{ strokeWidth: 1.5 }} strokeDasharray={armStyle(arm).dash} d={path} />
      )}
    </svg>
  );
}
