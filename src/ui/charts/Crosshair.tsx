import { useRef, type PointerEvent } from "react";
import { useActions, useLab } from "../common/labContext";
import { chartStrings } from "../words/chartStrings";
import { stepAtX, type ChartX } from "./chartX";
import type { PlotArea } from "./LinePanel";
import styles from "./Charts.module.css";

interface CrosshairProps {
  readonly x: ChartX;
  readonly plot: PlotArea;
  /** Whose work runs along the axis, where arms differ in that. */
  readonly arm: number;
}

/** A drag shorter than this is a click. */
const DRAG = 6;

/**
 * Over the lines of one panel: pointing marks the step in every chart, a click holds it, dragging draws that part alone, a
 * double click the whole. Keyboards have the timeline, the table and the zoom fields for the same.
 */
export function Crosshair({ x, plot, arm }: CrosshairProps) {
  const { pointAtStep, scrubTo, zoomTo } = useActions();
  const from = useRef<number>(undefined);
  if (plot.width < 10 || plot.height < 10) return null;
  const stepOf = ({ clientX, currentTarget }: PointerEvent<HTMLElement>): number => {
    const { left, width } = currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (clientX - left) / width));
    return stepAtX(x, arm, x.start + share * (x.end - x.start));
  };
  const release = (event: PointerEvent<HTMLElement>): void => {
    const began = from.current;
    from.current = undefined;
    if (began === undefined) return;
    if (Math.abs(event.clientX - began) < DRAG) {
      scrubTo(stepOf(event));
      return;
    }
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (began - left) / width));
    zoomTo({ from: stepAtX(x, arm, x.start + share * (x.end - x.start)), to: stepOf(event) });
  };
  return (
    <div
      className={styles.crosshair}
      style={{ left: plot.x, top: plot.y, width: plot.width, height: plot.height }}
      title={chartStrings.charts.pointHint}
      onPointerMove={(event) => pointAtStep(stepOf(event))}
      onPointerLeave={() => pointAtStep(undefined)}
      onPointerDown={(event) => {
        from.current = event.clientX;
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerUp={release}
      onPointerCancel={() => (from.current = undefined)}
      onDoubleClick={() => zoomTo(undefined)}
    >
      <Line x={x} arm={arm} />
    </div>
  );
}

function Line({ x, arm }: Pick<CrosshairProps, "x" | "arm">) {
  const step = useLab((state) => state.crosshair);
  if (step === undefined || step < x.steps.from || step > x.steps.to) return null;
  const share = (x.at(arm, step) - x.start) / (x.end - x.start);
  return <span className={styles.crosshairLine} style={{ left: `${100 * share}%` }} aria-hidden="true" />;
}
