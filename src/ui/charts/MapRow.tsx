import { useCallback, type PointerEvent } from "react";
import { emptySeries, type Series } from "../../record/series";
import type { StepRange } from "../../store/chartState";
import { agreementRamp, type AgreementRamp } from "../common/agreementRamp";
import { useActions, useLab } from "../common/labContext";
import { useMedia } from "../common/useMedia";
import { strings } from "../words/strings";
import styles from "./Charts.module.css";

interface MapRowProps {
  readonly series: Series | undefined;
  /** The part of the run that is drawn. */
  readonly steps: StepRange;
  /** Steps that one cell covers. */
  readonly every: number;
}

/** One stage over time as cells; a cell below zero also carries a slash. Clicking shows its step everywhere. */
export function MapRow({ series, steps, every }: MapRowProps) {
  const theme = useLab((state) => state.theme);
  const dark = useMedia("(prefers-color-scheme: dark)");
  const shade = theme === "system" ? (dark ? "dark" : "light") : theme;
  const { scrubTo, pointAtStep } = useActions();
  const { from, to } = steps;
  const paint = useCallback(
    (canvas: HTMLCanvasElement | null) => {
      if (canvas !== null) paintCells(canvas, series, { from, to }, every, agreementRamp(shade));
    },
    [series, from, to, every, shade],
  );
  const stepOf = (event: PointerEvent<HTMLElement>): number => {
    const box = event.currentTarget.getBoundingClientRect();
    const step = Math.min(to, from + ((event.clientX - box.left) / box.width) * (to - from));
    // A cell stands for the probe at its end.
    return every > 0 ? Math.ceil(step / every) * every : Math.round(step);
  };
  return (
    <span
      className={styles.cells}
      title={strings.agreement.mapHint}
      onPointerDown={(event) => scrubTo(stepOf(event))}
      onPointerMove={(event) => pointAtStep(stepOf(event))}
      onPointerLeave={() => pointAtStep(undefined)}
    >
      <canvas ref={paint} aria-hidden="true" />
      <MapCrosshair steps={steps} />
    </span>
  );
}

function MapCrosshair({ steps: { from, to } }: Pick<MapRowProps, "steps">) {
  const step = useLab((state) => state.crosshair);
  if (step === undefined || step < from || step > to) return null;
  const left = `${(100 * (step - from)) / (to - from)}%`;
  return <span className={styles.crosshairLine} style={{ left }} aria-hidden="true" />;
}

/** Pixels from one slash to the next. */
const MARK_APART = 7;

/** Steps from one value to the next: some losses are probed less often than others. */
export function cadence(steps: ArrayLike<number>, every: number): number {
  let least = Infinity;
  for (let at = 1; at < steps.length; at += 1) least = Math.min(least, (steps[at] ?? 0) - (steps[at - 1] ?? 0));
  return least === Infinity ? every : least;
}

/** Canvas, because a long run has more cells than the page should have elements. */
export function paintCells(
  canvas: HTMLCanvasElement,
  series: Series | undefined,
  { from: first, to: last }: StepRange,
  every: number,
  ramp: AgreementRamp,
): void {
  const ratio = window.devicePixelRatio || 1;
  const width = Math.round(canvas.clientWidth * ratio);
  const height = Math.round(canvas.clientHeight * ratio);
  const context = canvas.getContext("2d");
  if (context === null || width === 0 || height === 0) return;
  canvas.width = width;
  canvas.height = height;
  const { length, columns } = series ?? emptySeries;
  const cell = cadence(columns.steps.subarray(0, length), every);
  let marked = Number.NEGATIVE_INFINITY;
  const pixels = (step: number): number => Math.round(((step - first) / (last - first)) * width);
  const fill = ({ from, to, value }: Cell): void => {
    context.fillStyle = ramp.colorOf(value);
    context.fillRect(from, 0, to - from, height);
  };
  const mark = ({ from, to, value }: Cell): void => {
    if (value >= 0) return;
    const middle = (from + to) / 2;
    // Where cells are narrower than the mark, one stands for its neighbours; else a long run is a black band.
    if (middle - marked < MARK_APART * ratio) return;
    marked = middle;
    context.strokeStyle = ramp.ink;
    context.lineWidth = 1.25 * ratio;
    context.beginPath();
    context.moveTo(middle - 2.2 * ratio, height * 0.75);
    context.lineTo(middle + 2.2 * ratio, height * 0.25);
    context.stroke();
  };
  let waiting: Cell | undefined;
  for (let at = 0; at < length; at += 1) {
    const step = columns.steps[at] ?? 0;
    const value = columns.values[at] ?? Number.NaN;
    if (Number.isNaN(value) || step <= first || step - cell >= last) continue;
    const from = pixels(Math.max(first, step - cell));
    const next = { from, to: Math.max(from + 1, pixels(step)), value };
    // Of the many cells of a long run that begin at one pixel, the last covers the others.
    if (waiting !== undefined && waiting.from !== from) fill(waiting);
    if (waiting !== undefined) mark(waiting);
    waiting = next;
  }
  if (waiting === undefined) return;
  fill(waiting);
  mark(waiting);
}

/** A probe's place in pixels, and what it found. */
interface Cell {
  readonly from: number;
  readonly to: number;
  readonly value: number;
}
