import { useRef, type KeyboardEvent, type PointerEvent } from "react";
import type { Curve } from "../../lessons/lesson";
import { curveOf } from "../../lessons/reading";
import { scoreGuess } from "../../lessons/guess";
import type { RunRecord } from "../../record/runRecord";
import { points } from "../../record/series";
import { armStyle } from "../common/armStyle";
import { decimal } from "../words/format";
import { lessonWords } from "../words/lessonWords";
import styles from "./Lessons.module.css";
import type { Guess } from "./progress";

const WIDTH = 336;
const HEIGHT = 190;
const EDGE = { left: 34, right: 16, top: 12, bottom: 22 };
/** A step of an arrow key, in parts of the scale; with Shift a tenth of the scale. */
const PARTS = 40;
/** What single probes and evaluations scatter by, and what is still the right idea, in parts of the scale. */
const CLOSE = 0.08;
const NEAR = 0.16;

interface CurveProps {
  readonly ask: Curve;
  readonly guess: Guess | undefined;
  /** The run as far as it is, once it may be looked at. */
  readonly record: RunRecord | undefined;
  /** The same when it has come to its end. */
  readonly ended: RunRecord | undefined;
  readonly onGuess: (values: readonly number[]) => void;
}

/** A curve to be drawn by moving points, which the run's own is then drawn over; the guess is grey, as claims are. */
export function CurveQuestion({ ask, guess, record, ended, onGuess }: CurveProps) {
  const drawing = useRef<SVGSVGElement>(null);
  const { at, low, high } = ask;
  const values = guess?.values ?? at.map(() => ask.start);
  const locked = guess?.locked === true;
  const last = at.at(-1) ?? 1;
  const x = (step: number): number => EDGE.left + ((WIDTH - EDGE.left - EDGE.right) * step) / last;
  const y = (value: number): number => EDGE.top + ((HEIGHT - EDGE.top - EDGE.bottom) * (high - value)) / (high - low);
  const move = (index: number, value: number): void => {
    const kept = Math.round(Math.min(high, Math.max(low, value)) * 100) / 100;
    onGuess(values.map((old, other) => (other === index ? kept : old)));
  };
  const drag = (index: number, event: PointerEvent): void => {
    const box = drawing.current?.getBoundingClientRect();
    if (box === undefined || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const part = ((event.clientY - box.top) * HEIGHT) / box.height;
    move(index, high - ((part - EDGE.top) * (high - low)) / (HEIGHT - EDGE.top - EDGE.bottom));
  };
  const press = (index: number, event: KeyboardEvent): void => {
    const by = ((high - low) / PARTS) * (event.shiftKey ? 4 : 1);
    const old = values[index] ?? ask.start;
    const next = {
      ArrowUp: old + by,
      ArrowRight: old + by,
      ArrowDown: old - by,
      ArrowLeft: old - by,
      PageUp: old + 4 * by,
      PageDown: old - 4 * by,
      Home: low,
      End: high,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    move(index, next);
  };
  const line = at.map((step, index) => `${x(step)},${y(values[index] ?? ask.start)}`).join(" ");
  const found = record === undefined ? [] : points(curveOf(record, ask.reading)).filter(({ step }) => step <= last);
  const style = armStyle(ask.reading.arm);
  return (
    <div role="group" aria-label={ask.question} className={styles.curve}>
      <p>
        <b>{ask.question}</b>
      </p>
      <svg ref={drawing} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-label={lessonWords.drawing} role="group">
        {[low, (low + high) / 2, high].map((value) => (
          <g key={value} className={styles.grid}>
            <line x1={EDGE.left} x2={WIDTH - EDGE.right} y1={y(value)} y2={y(value)} />
            <text x={EDGE.left - 6} y={y(value) + 4} textAnchor="end">
              {value === 0 ? "0" : decimal(value, Number.isInteger(value) ? 0 : 1)}
            </text>
          </g>
        ))}
        <text x={EDGE.left + 4} y={y(high) + 14}>
          {ask.highText}
        </text>
        <text x={EDGE.left + 4} y={y(low) - 5}>
          {ask.lowText}
        </text>
        {at.map((step) => (
          <text key={step} x={x(step)} y={HEIGHT - 5} textAnchor="middle">
            {step}
          </text>
        ))}
        <polyline className={styles.guess} points={line} />
        <g className={style.className}>
          <polyline
            className={`armLine ${styles.found}`}
            points={found.map(({ step, value }) => `${x(step)},${y(value)}`).join(" ")}
          />
        </g>
        {at.map((step, index) => (
          <circle
            key={step}
            className={styles.handle}
            cx={x(step)}
            cy={y(values[index] ?? ask.start)}
            r={9}
            role="slider"
            tabIndex={locked ? -1 : 0}
            aria-disabled={locked}
            aria-label={lessonWords.point(step)}
            aria-orientation="vertical"
            aria-valuemin={low}
            aria-valuemax={high}
            aria-valuenow={values[index] ?? ask.start}
            aria-valuetext={decimal(values[index] ?? ask.start, 2)}
            {...(locked
              ? {}
              : {
                  onKeyDown: (event: KeyboardEvent) => press(index, event),
                  onPointerDown: (event: PointerEvent) => event.currentTarget.setPointerCapture(event.pointerId),
                  onPointerMove: (event: PointerEvent) => drag(index, event),
                })}
          />
        ))}
      </svg>
      {locked && guess.values !== undefined && <p className="small muted">{lessonWords.inChart}</p>}
      {ended !== undefined && <Score ask={ask} guess={guess} record={ended} />}
    </div>
  );
}

function Score({
  ask,
  guess,
  record,
}: {
  readonly ask: Curve;
  readonly guess: Guess | undefined;
  readonly record: RunRecord;
}) {
  const score = guess?.values && scoreGuess(ask, guess.values, record);
  if (score === undefined) return <p role="status">{lessonWords.noGuess}</p>;
  const part = score.mean / (ask.high - ask.low);
  return (
    <p role="status" className={styles.told}>
      <b>{lessonWords.score(decimal(score.mean, 2))}</b>{" "}
      {part <= CLOSE ? lessonWords.close : part <= NEAR ? lessonWords.near : ""}{" "}
      {part > CLOSE && lessonWords.far(score.step, decimal(score.guessed, 2), decimal(score.found, 2))}
    </p>
  );
}
