import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import { latest, type Series } from "../../record/series";
import { strings } from "../words/strings";
import controls from "../common/controls.module.css";

export interface StepColumn {
  readonly key: string;
  readonly head: ReactNode;
  readonly series: Series;
  readonly text: (value: number) => string;
}

interface StepTableProps {
  readonly caption: string;
  readonly columns: readonly StepColumn[];
}

/** Up to so many rows all stand in the page, where printing and the browser's search find them. */
const ALL_ROWS = 200;
/** Pixels, until a row has been measured. */
const ROW_HEIGHT = 26;
const BEYOND_SIGHT = 12;

/** Curves as numbers: a row per step that one of them has a point at, newest first. Of a long run only what is in sight is drawn. */
export function StepTable({ caption, columns }: StepTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const steps = stepsOf(columns);
  const whole = steps.length <= ALL_ROWS;
  // eslint-disable-next-line react-hooks/incompatible-library -- its functions stay in this component, which no compiler memoizes
  const rows = useVirtualizer({
    count: steps.length,
    enabled: !whole,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: BEYOND_SIGHT,
  });
  const items = rows.getVirtualItems();
  const drawn = whole ? steps.map((_, index) => index) : items.map(({ index }) => index);
  const before = whole ? 0 : (items[0]?.start ?? 0);
  const after = whole ? 0 : Math.max(0, rows.getTotalSize() - (items.at(-1)?.end ?? 0));
  return (
    <div ref={scroller} className={controls.tableWrap} tabIndex={0} role="region" aria-label={caption}>
      <table className={controls.table} aria-rowcount={steps.length + 1}>
        <caption className="sr">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{strings.accuracy.stepColumn}</th>
            {columns.map(({ key, head }) => (
              <th key={key} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Room height={before} />}
          {drawn.map((index) => {
            const step = steps[index] ?? 0;
            return (
              <tr key={step} ref={whole ? undefined : rows.measureElement} data-index={index} aria-rowindex={index + 2}>
                <th scope="row">{step}</th>
                {columns.map(({ key, series, text }) => {
                  const point = latest(series, step);
                  const there = point?.step === step && !Number.isNaN(point.value);
                  return <td key={key}>{there ? text(point.value) : "–"}</td>;
                })}
              </tr>
            );
          })}
          {after > 0 && <Room height={after} />}
        </tbody>
      </table>
    </div>
  );
}

/** Where rows would be that nobody sees. */
function Room({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden="true">
      <td style={{ height, padding: 0, border: 0 }} />
    </tr>
  );
}

/** Newest first. */
function stepsOf(columns: readonly StepColumn[]): readonly number[] {
  const all = new Set<number>();
  for (const { series } of columns) for (const step of series.columns.steps.subarray(0, series.length)) all.add(step);
  return [...all].sort((a, b) => b - a);
}
