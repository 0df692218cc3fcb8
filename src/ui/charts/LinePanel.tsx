import { memo } from "react";
import { CartesianGrid, Line, LineChart, ReferenceArea, ReferenceLine, XAxis, YAxis } from "recharts";
import { armStyle } from "../common/armStyle";
import type { ChartPoint } from "./rows";

export interface PanelLine {
  readonly key: string;
  readonly points: readonly ChartPoint[];
  readonly arm: number;
  /**
   * reference: not a result, grey and thin; ghost: an earlier run or what a sender claims, wide and grey behind the others;
   * raw: before smoothing, thin and pale; difference: of two arms, in neither's colour.
   */
  readonly role: "value" | "reference" | "ghost" | "raw" | "difference";
  /** Intervals of some of the points. */
  readonly whiskers?: readonly Span[];
  /** Shaded, behind all lines. */
  readonly band?: readonly Span[];
}

/** A rectangle of values: of a whisker no wider than a line. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

interface LinePanelProps {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly PanelLine[];
  /** Where the x axis starts and ends. */
  readonly start: number;
  readonly end: number;
  readonly endText: (value: number) => string;
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
  readonly log: boolean;
  /** A value with a line of its own. */
  readonly neutral: number | undefined;
  /** Whether below zero is where losses pull apart. */
  readonly shaded: boolean;
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
export const TICK_WIDTH = 36;
/** Lines bring their own points; one row without a value keeps the axes of an empty chart. */
const NO_ROWS = [{ step: 0 }];

/** The lines and axes of one small multiple; drawn anew only when they changed, not at every step. */
export const LinePanel = memo(function LinePanel(props: LinePanelProps) {
  const { width, height, lines, start, end, endText, low, high, ticks, log, neutral, shaded, tickText } = props;
  const plot = plotOf({ width, height, first: tickText !== undefined });
  const right = width - plot.x - plot.width;
  const tick = { fontSize: 13, fill: "var(--ink-2)" };
  return (
    <LineChart
      width={width}
      height={height}
      data={NO_ROWS}
      margin={{ top: TOP, right, bottom: 0, left: tickText === undefined ? 4 : 0 }}
      accessibilityLayer={false}
      style={{ pointerEvents: "none" }}
    >
      <CartesianGrid vertical={false} stroke="var(--grid)" />
      {shaded && low < 0 && (
        <ReferenceArea y1={low} y2={0} fill="color-mix(in oklab, var(--agree-neg) 9%, transparent)" />
      )}
      <XAxis
        dataKey="step"
        type="number"
        domain={[start, end]}
        allowDataOverflow
        ticks={[start, end]}
        tickFormatter={endText}
        interval={0}
        height={AXIS_HEIGHT}
        tickLine={false}
        tick={(at: EndTickProps) => <EndTick {...at} of={[endText(start), endText(end)]} plot={plot} />}
        stroke="var(--line-strong)"
        axisLine={low >= 0}
      />
      <YAxis
        scale={log ? "log" : "linear"}
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
      {lines.flatMap(({ key, band = [] }) =>
        band.map((span) => (
          <ReferenceArea
            key={`${key}/${span.from}`}
            x1={span.from}
            x2={span.to}
            y1={span.low}
            y2={span.high}
            ifOverflow="hidden"
            fill="var(--line-strong)"
            fillOpacity={0.28}
            stroke="none"
          />
        )),
      )}
      {neutral !== undefined && <ReferenceLine y={neutral} stroke="var(--line-strong)" />}
      {lines.flatMap(({ key, arm, whiskers = [] }) =>
        whiskers.map((span) => (
          <ReferenceLine
            key={`${key}/${span.from}`}
            segment={[
              { x: span.from, y: span.low },
              { x: span.to, y: span.high },
            ]}
            ifOverflow="hidden"
            stroke={armStyle(arm).color}
            strokeOpacity={0.55}
            strokeWidth={1.5}
          />
        )),
      )}
      {lines.map(({ key, points, arm, role }) => (
        <Line
          key={key}
          data={points as ChartPoint[]}
          dataKey="value"
          name={key}
          {...strokeOf(role, arm)}
          type="linear"
          // A point between two gaps is a dot.
          strokeLinecap="round"
          dot={false}
          activeDot={false}
          isAnimationActive={false}
        />
      ))}
    </LineChart>
  );
});

/** Pixels of a character of the axis, at most. */
const CHARACTER = 8;

interface EndTickProps {
  readonly x: number | string;
  readonly y: number | string;
  readonly index: number;
}

interface EndTickOf extends EndTickProps {
  readonly of: readonly [first: string, last: string];
  readonly plot: PlotArea;
}

/** Where the axis starts and ends, whole: the first number begins where the panel does, and gives way to the last one. */
function EndTick({ x, y, index, of, plot }: EndTickOf) {
  const [first, last] = of;
  const start = Math.max(0, plot.x - (CHARACTER * first.length) / 2);
  const crowded = start + CHARACTER * first.length > plot.x + plot.width - (CHARACTER * last.length) / 2;
  if (index === 0 && crowded) return null;
  const edge = index === 0 && start === 0;
  return (
    <text x={edge ? 1 : x} y={Number(y) + 9} textAnchor={edge ? "start" : "middle"}>
      {of[index]}
    </text>
  );
}

export interface PlotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Where the lines are within a panel; the first one of a row has numbers at its left. */
export function plotOf({ width, height, first }: { width: number; height: number; first: boolean }): PlotArea {
  const right = width - (first ? TICK_WIDTH : 0) < NARROW ? NARROW_RIGHT : RIGHT;
  const left = first ? TICK_WIDTH : 4;
  return { x: left, y: TOP, width: width - left - right, height: height - TOP - AXIS_HEIGHT };
}

interface Stroke {
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly strokeOpacity: number;
  readonly strokeDasharray: string;
}

function strokeOf(role: PanelLine["role"], arm: number): Stroke {
  const { color, dash = "none" } = armStyle(arm);
  const grey = "var(--line-strong)";
  switch (role) {
    case "value":
      return { stroke: color, strokeWidth: 2, strokeOpacity: 1, strokeDasharray: dash };
    case "raw":
      return { stroke: color, strokeWidth: 1, strokeOpacity: 0.4, strokeDasharray: "none" };
    case "reference":
      return { stroke: grey, strokeWidth: 1.25, strokeOpacity: 1, strokeDasharray: dash };
    case "ghost":
      return { stroke: grey, strokeWidth: 5, strokeOpacity: 0.7, strokeDasharray: dash };
    case "difference":
      return { stroke: "var(--ink)", strokeWidth: 2, strokeOpacity: 1, strokeDasharray: "none" };
    default:
      return role satisfies never;
  }
}
