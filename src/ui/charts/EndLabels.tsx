import { ArmMarker } from "../common/ArmMark";
import { armStyle } from "../common/armStyle";
import type { PlotArea } from "./LinePanel";

export interface EndLabel {
  readonly arm: number;
  /** Where it stands along the axis. */
  readonly x: number;
  readonly value: number;
  readonly text: string;
  /** Instead of the arm's letter: what belongs to no arm. */
  readonly name?: string | undefined;
}

interface EndLabelsProps {
  readonly ends: readonly EndLabel[];
  /** What is on display, along x; a dotted line. */
  readonly now: number | undefined;
  readonly plot: PlotArea;
  readonly start: number;
  readonly end: number;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
  readonly width: number;
  readonly height: number;
}

const APART = 15;

/** A marker and the value at the end of each line, pushed apart where they would touch. */
export function EndLabels({ ends, now, plot, start, end, low, high, log, width, height }: EndLabelsProps) {
  const xOf = (x: number): number => plot.x + (plot.width * (Math.min(x, end) - start)) / (end - start);
  const scaled = (value: number): number => (log ? Math.log(value) : value);
  const yOf = (value: number): number => {
    const inside = Math.min(high, Math.max(low, value));
    return plot.y + plot.height * (1 - (scaled(inside) - scaled(low)) / (scaled(high) - scaled(low)));
  };
  const labels = spread(ends.map(({ value }) => yOf(value)));
  return (
    <svg
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
      style={{ position: "absolute", inset: 0, overflow: "visible", pointerEvents: "none" }}
    >
      {now !== undefined && (
        <line
          x1={xOf(now)}
          x2={xOf(now)}
          y1={plot.y}
          y2={plot.y + plot.height}
          stroke="var(--ink)"
          strokeOpacity={0.55}
          strokeDasharray="2 2"
        />
      )}
      {ends.map(({ arm, x: along, value, text, name }, index) => {
        const { letter, className } = armStyle(arm);
        const x = xOf(along);
        return (
          <g key={arm} className={name === undefined ? className : undefined}>
            {name === undefined && <ArmMarker arm={arm} x={x} y={yOf(value)} size={4} />}
            {name !== undefined && <circle cx={x} cy={yOf(value)} r={4} fill="var(--ink)" />}
            <text
              className={name === undefined ? "armText halo" : "halo"}
              style={name === undefined ? undefined : { fill: "var(--ink)", fontWeight: 600 }}
              x={x + 8}
              y={(labels[index] ?? 0) + 4.5}
            >
              {name === undefined ? `${letter} ${text}` : text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

/** Heights at least APART from each other, in the order of the values, as near to them as possible. */
export function spread(heights: readonly number[]): readonly number[] {
  const order = heights.map((_, index) => index).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  const placed = [...heights];
  order.forEach((index, rank) => {
    const before = order[rank - 1];
    if (before !== undefined) placed[index] = Math.max(placed[index] ?? 0, (placed[before] ?? 0) + APART);
  });
  const shift = mean(placed) - mean(heights);
  return placed.map((height) => height - shift);
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
