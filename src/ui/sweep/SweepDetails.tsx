import { useStore } from "zustand";
import { ARM_LETTERS, type Experiment } from "../../experiment/experiment";
import type { SweepCell } from "../../sweep/expandSweep";
import type { SweepRow } from "../../sweep/sweepRows";
import { checkSize, MAX_SEEDS, sitesOf, type Sweep } from "../../sweep/sweep";
import type { SweepStore } from "../../store/sweepStore";
import { cosineText, count, decimal, share, signed } from "../words/format";
import controls from "../common/controls.module.css";
import { meanCurve, type GridColumn, type GridSlot } from "./gridModel";
import { markerPath } from "./markerPath";
import { usePlacementText } from "./placementText";
import { PLAIN_STYLE, rowStyle } from "./rowStyle";
import { sweepWords } from "../words/sweepWords";
import styles from "./Sweep.module.css";

interface SweepDetailsProps {
  readonly store: SweepStore;
  readonly column: GridColumn;
  readonly rows: readonly SweepRow[];
  readonly onLoad: (experiment: Experiment, cells: readonly SweepCell[]) => void;
  readonly onOpen: (slot: GridSlot, asSecond: boolean) => void;
}

/** Seeds that one press adds. */
const MORE_SEEDS = 3;

/** One placement in numbers, and what can be done with it. */
export function SweepDetails({ store, column, rows, onLoad, onOpen }: SweepDetailsProps) {
  const sweep = useStore(store, (state) => state.sweep);
  const { slots, placement } = column;
  const words = sweepWords.details;
  const place = usePlacementText(store);
  const cells = [...new Set(slots.flatMap(({ entry }) => entry.cells.map(({ id }) => id)))];
  const whole = together(slots);
  const lines: readonly (readonly [name: string, read: (slot: GridSlot) => string])[] = [
    [words.accuracy, ({ entry }) => (entry.mean === undefined ? "–" : share(entry.mean))],
    [words.seeds, ({ entry }) => sweepWords.doneOf(entry.accuracies.length, entry.cells.length)],
    [words.difference, ({ entry: { difference } }) => (difference === undefined ? "–" : points(difference.mean))],
    [
      words.interval,
      ({ entry: { difference } }) => {
        const ends = difference?.interval;
        return ends === undefined ? "–" : sweepWords.between(signed(100 * ends[0], 1), signed(100 * ends[1], 1));
      },
    ],
    [words.p, ({ entry: { corrected } }) => (corrected === undefined ? "–" : decimal(corrected, 3))],
    [words.agreement, ({ entry: { agreement } }) => (agreement === undefined ? "–" : cosineText(agreement))],
    [words.compute, ({ compute }) => (compute === undefined ? "–" : sweepWords.times(compute))],
    [
      words.parameters,
      ({ entry: { results } }) => (results[0] === undefined ? "–" : count(results[0].cost.parameters)),
    ],
  ];
  const addSeeds = (): void => {
    if (sweep === undefined) return;
    const next = Math.max(...sweep.seeds) + 1;
    const seeds = [...sweep.seeds, ...Array.from({ length: MORE_SEEDS }, (_, index) => next + index)];
    void store.getState().define({ ...sweep, seeds });
  };
  return (
    <section className={styles.panel} aria-label={sweepWords.chosen(place(placement))}>
      <h3>{sweepWords.chosen(place(placement))}</h3>
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={sweepWords.chosen(place(placement))}>
        <table className={controls.table}>
          <thead>
            <tr>
              <td />
              {slots.map((slot) => {
                const { className, short } = styleOf(slot, rows);
                return (
                  <th key={`${slot.entry.key}/${slot.from}`} scope="col" className={className}>
                    <span className="armText">{[short, slot.entry.title].filter(Boolean).join(" ")}</span>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {lines.map(([name, read]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {slots.map((slot) => (
                  <td key={`${slot.entry.key}/${slot.from}`}>{read(slot)}</td>
                ))}
              </tr>
            ))}
            <tr>
              <th scope="row">{words.open}</th>
              {slots.map((slot) => (
                <td key={`${slot.entry.key}/${slot.from}`}>
                  <span className={styles.pair}>
                    {[false, true].map((second) => (
                      <button
                        key={String(second)}
                        type="button"
                        className={`${controls.button} ${controls.small}`}
                        aria-label={words.openAs(slot.entry.title, second ? "B" : "A")}
                        onClick={() => onOpen(slot, second)}
                      >
                        {second ? "B" : "A"}
                      </button>
                    ))}
                  </span>
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <Curves slots={slots} rows={rows} />
      <div className={styles.actions}>
        {whole !== undefined && (
          <button
            type="button"
            className={`${controls.button} ${controls.small}`}
            onClick={() => onLoad(whole.experiment, whole.cells)}
          >
            {words.openAll}
          </button>
        )}
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          onClick={() => store.getState().trainFirst(cells)}
        >
          {words.trainFirst}
        </button>
        {sweep !== undefined && canGrow(sweep) && (
          <button type="button" className={`${controls.button} ${controls.small}`} onClick={addSeeds}>
            {words.addSeeds(MORE_SEEDS)}
          </button>
        )}
      </div>
    </section>
  );
}

const points = (value: number): string => sweepWords.points(signed(100 * value, 1));

function styleOf({ entry, from }: GridSlot, rows: readonly SweepRow[]) {
  return entry.plain ? PLAIN_STYLE : rowStyle(rows, from);
}

/** All rows of a placement as arms of one experiment; undefined where they differ in what arms share. */
function together(
  slots: readonly GridSlot[],
): { readonly experiment: Experiment; readonly cells: readonly SweepCell[] } | undefined {
  const cells = slots.flatMap(({ entry }) => entry.cells[0] ?? []);
  const [first] = cells;
  if (first === undefined || cells.length > ARM_LETTERS.length) return undefined;
  const shared = (experiment: Experiment): string => JSON.stringify({ ...experiment, arms: [] });
  if (!cells.every(({ experiment }) => shared(experiment) === shared(first.experiment))) return undefined;
  return { experiment: { ...first.experiment, arms: cells.flatMap(({ experiment }) => experiment.arms) }, cells };
}

/** Whether there may be so many seeds and runs. */
function canGrow(sweep: Sweep): boolean {
  const seeds = sweep.seeds.length + MORE_SEEDS;
  try {
    checkSize({ ...sweep, seeds: Array.from({ length: seeds }, (_, index) => index) }, sitesOf(sweep).length);
  } catch {
    return false;
  }
  return seeds <= MAX_SEEDS && Math.max(...sweep.seeds) + MORE_SEEDS < 2 ** 31;
}

const WIDTH = 340;
const HEIGHT = 120;
const [LEFT, RIGHT, TOP, BOTTOM] = [30, 84, 8, 20];

/** Mean accuracy over the seeds while training, each row's end named. */
function Curves({ slots, rows }: { readonly slots: readonly GridSlot[]; readonly rows: readonly SweepRow[] }) {
  const curves = slots.map((slot) => ({
    style: styleOf(slot, rows),
    points: meanCurve(slot.entry.results.map(({ curve }) => curve).filter((curve) => curve.length > 0)),
  }));
  const budget = slots[0]?.entry.cells[0]?.experiment.training.budget ?? 1;
  const all = curves.flatMap(({ points: own }) => own.map(([, value]) => value));
  if (all.length < 2) return null;
  const high = Math.max(0.2, ...all);
  const x = (step: number): number => LEFT + ((WIDTH - LEFT - RIGHT) * step) / budget;
  const y = (value: number): number => TOP + ((HEIGHT - TOP - BOTTOM) * (high - value)) / high;
  const last = curves.flatMap(({ style, points: own }) =>
    own.slice(-1).map(([step, value]) => ({ style, step, value })),
  );
  const ends = apart(last.toSorted((a, b) => b.value - a.value).map((end) => ({ ...end, at: y(end.value) + 4 })));
  return (
    <svg
      className={styles.scatter}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={sweepWords.details.curves}
    >
      {[0, high].map((value) => (
        <g key={value}>
          <line className={styles.gridLine} x1={LEFT} x2={WIDTH - RIGHT} y1={y(value)} y2={y(value)} />
          <text x={LEFT - 5} y={y(value) + 4} textAnchor="end">
            {decimal(value, 1)}
          </text>
        </g>
      ))}
      <text x={WIDTH - RIGHT} y={HEIGHT - 4} textAnchor="end">
        {sweepWords.details.step(count(budget))}
      </text>
      {curves.map(({ style, points: own }, index) => (
        <g key={index} className={style.className}>
          <path
            className="armLine"
            strokeDasharray={style.dash}
            d={
              own.length < 2
                ? ""
                : `M${own.map(([step, value]) => `${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join("L")}`
            }
          />
        </g>
      ))}
      {ends.map(({ style, step, value, at }, index) => (
        <g key={index} className={style.className}>
          <path className="armFill" d={markerPath(style.marker, x(step), y(value), 3)} />
          <text className="armText" x={x(step) + 8} y={at}>
            {[style.short, share(value)].filter(Boolean).join(" ")}
          </text>
        </g>
      ))}
    </svg>
  );
}

/** Labels from top to bottom, each a line below the one before. */
function apart<T extends { readonly at: number }>(labels: readonly T[]): readonly T[] {
  let lowest = -Infinity;
  return labels.map((label) => {
    lowest = Math.max(lowest + 14, label.at);
    return { ...label, at: lowest };
  });
}
