import { memo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceArea, ReferenceLine, XAxis, YAxis } from "recharts";
import { armStyle } from "../common/armStyle";
import { EndLabels, type EndLabel } from "./EndLabels";
import type { ChartRow } from "./rows";

export interface PanelLine {
  /** Column of the rows. */
  readonly key: string;
  readonly arm: number;
  /** A reference, not a result: grey and thin. */
  readonly reference?: boolean;
  /** Drawn wide and grey behind the others: an earlier run, or what a sender claims. */
  readonly ghost?: boolean;
}

interface LinePanelProps {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly ChartRow[];
  readonly lines: readonly PanelLine[];
  readonly ends: readonly EndLabel[];
  readonly budget: number;
  /** The step on display; a dotted line. */
  readonly now: number | undefined;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  /** Numbers at the left edge; only the first panel of a row has them. */
  readonly tickText: ((value: number) => string) | undefined;
}

/** Room for direct labels at the line's end. */
const RIGHT = 54;
/** In a narrow panel they may reach into the gap before the next one. */
const NARROW = 130;
const NARROW_RIGHT = 42;
const TOP = 6;
const AXIS_HEIGHT = 20;
export const TICK_WIDTH = 28;

/** One small multiple: lines of at most two arms, the axis to the end of the budget, labels at the lines' ends. */
export const LinePanel = memo(function LinePanel(props: LinePanelProps) {
  const { width, height, rows, lines, ends, budget, now, low, high, ticks, tickText } = props;
  const right = width - (tickText === undefined ? 0 : TICK_WIDTH) < NARROW ? NARROW_RIGHT : RIGHT;
  const left = tickText === undefined ? 4 : TICK_WIDTH;
  const plot = { x: left, y: TOP, width: width - left - right, height: height - TOP - AXIS_HEIGHT };
  if (plot.width < 10 || plot.height < 10) return null;
  const tick = { fontSize: 13, fill: "var(--ink-2)" };
  return (
    <div style={{ position: "relative", width, height }}>
      <LineChart
        width={width}
        height={height}
        data={rows as ChartRow[]}
        margin={{ top: TOP, right, bottom: 0, left: tickText === undefined ? 4 : 0 }}
        accessibilityLayer={false}
        style={{ pointerEvents: "none" }}
      >
        <CartesianGrid vertical={false} stroke="var(--grid)" />
        {low < 0 && <ReferenceArea y1={low} y2={0} fill="color-mix(in oklab, var(--agree-neg) 9%, transparent)" />}
        <XAxis
          dataKey="step"
          type="number"
          domain={[0, budget]}
          ticks={[0, budget]}
          interval={0}
          height={AXIS_HEIGHT}
          tickLine={false}
          tick={tick}
          stroke="var(--line-strong)"
          axisLine={low >= 0}
        />
        <YAxis
          domain={[low, high]}
          allowDataOverflow
          ticks={[...ticks]}
          interval={0}
          width={tickText === undefined ? 0 : TICK_WIDTH}
          tickLine={false}
          axisLine={false}
          tick={tickText === undefined ? false : tick}
          {...(tickText === undefined ? {} : { tickFormatter: tickText })}
        />
        {low < 0 && <ReferenceLine y={0} stroke="var(--line-strong)" />}
        {now !== undefined && <ReferenceLine x={now} stroke="var(--ink)" strokeOpacity={0.55} strokeDasharray="2 2" />}
        {lines.map(({ key, arm, reference, ghost }) => (
          <Line
            key={key}
            dataKey={key}
            stroke={reference === true || ghost === true ? "var(--line-strong)" : armStyle(arm).color}
            strokeWidth={ghost === true ? 5 : reference === true ? 1.25 : 2}
            strokeOpacity={ghost === true ? 0.7 : 1}
            strokeDasharray={armStyle(arm).dash ?? "none"}
            type="linear"
            dot={false}
            activeDot={false}
            connectNulls
            isAnimationActive={false}
          />
        ))}
      </LineChart>
      <EndLabels {...{ ends, plot, budget, low, high, width, height }} />
    </div>
  );
});
