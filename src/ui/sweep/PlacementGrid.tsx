import { useMemo, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";
import { useStore } from "zustand";
import { downloadBlob } from "../../client/handOut";
import type { SiteId } from "../../graph/networkGraph";
import { watchedSplit } from "../../experiment/validation";
import { conflictsOf } from "../../sweep/mergeResults";
import { encodeSweep } from "../../sweep/sweepLink";
import type { GridEntry } from "../../sweep/sweepGrid";
import type { SweepRow } from "../../sweep/sweepRows";
import type { SweepStore } from "../../store/sweepStore";
import { decimal, share } from "../words/format";
import { Segments } from "../common/Segments";
import { useSize } from "../common/useSize";
import { siteTitle } from "../words/wording";
import controls from "../common/controls.module.css";
import { GridColumnView } from "./GridColumnView";
import { gridGeometry } from "./gridGeometry";
import { GridLabels } from "./GridLabels";
import { accuracyTicks, gridColumns, sortedColumns, type GridOrder, type GridSlot } from "./gridModel";
import { GridLegend } from "./GridLegend";
import { trunkOf, usePlacementText } from "./placementText";
import { statusLines } from "./statusLines";
import { sweepWords } from "../words/sweepWords";
import styles from "./Grid.module.css";

interface PlacementGridProps {
  readonly store: SweepStore;
  readonly grid: readonly GridEntry[];
  readonly sites: readonly SiteId[];
  readonly rows: readonly SweepRow[];
  readonly selected: string | undefined;
  readonly onSelect: (key: string) => void;
  readonly onOpen: (slot: GridSlot, asSecond: boolean) => void;
}

/** Columns drawn beyond the edges, so that a quick scroll does not show paper. */
const BEYOND = 3;
/** Columns of a saved picture: more make a picture wider than browsers draw. */
const MOST_PICTURED = 60;

/** Placements as columns of filled and empty dots below their accuracies; only those in sight are drawn. */
export function PlacementGrid({ store, grid, sites, rows, selected, onSelect, onOpen }: PlacementGridProps) {
  const { work, running, begun, front, results, claim, sweep } = useStore(store);
  const [order, setOrder] = useState<GridOrder>("placement");
  const [scrolled, setScrolled] = useState(0);
  const [pictured, setPictured] = useState(false);
  const [measure, { width }] = useSize();
  const body = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const made = useMemo(() => gridColumns(grid, work), [grid, work]);
  const place = usePlacementText(store);
  const trunk = useMemo(() => trunkOf(sweep), [sweep]);
  const columns = useMemo(() => sortedColumns(made, order), [made, order]);
  const geometry = useMemo(
    () => gridGeometry(rows.length, sites.length, columns.length, width),
    [rows.length, sites.length, columns.length, width],
  );
  const ticks = useMemo(() => {
    const own = grid.flatMap(({ accuracies }) => accuracies.map(({ value }) => value));
    return accuracyTicks([...own, ...[...(claim?.cells.values() ?? [])].flatMap(({ accuracy }) => accuracy ?? [])]);
  }, [grid, claim]);
  const conflicts = useMemo(() => new Set(conflictsOf(results)), [results]);
  const moved = useMemo(() => new Set(front), [front]);
  const [low = 0] = ticks;
  const high = ticks.at(-1) ?? 1;
  const range = useMemo((): readonly [number, number] => [low, high], [low, high]);
  const baselines = grid.filter(({ plain, mean }) => plain && mean !== undefined);

  const { columnWidth, height, chart } = geometry;
  const first = pictured ? 0 : Math.max(0, Math.floor(scrolled / columnWidth) - BEYOND);
  const last = pictured ? MOST_PICTURED : Math.ceil((scrolled + Math.max(width, 300)) / columnWidth) + BEYOND;
  const inSight = columns.slice(first, last);
  const reachable = columns.some(({ key }) => key === selected) ? selected : columns[0]?.key;
  const y = (value: number): number => chart.top + 14 + ((chart.height - 20) * (high - value)) / (high - low);

  /** Only a column more or less is drawn anew. */
  const whole = (left: number): number => Math.floor(left / columnWidth) * columnWidth;

  /** Arrow keys walk over the columns; up goes to the cells of one, down back to the whole. */
  const walk = (event: KeyboardEvent): void => {
    const button = (event.target as Element).closest("button");
    const at = Number(button?.closest("[data-column]")?.getAttribute("data-column"));
    const own = [...(button?.parentElement?.querySelectorAll("button") ?? [])];
    const place = button === null ? -1 : own.indexOf(button);
    const steps: { readonly [key: string]: readonly [columns: number, buttons: number] } = {
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      Home: [-at, 0],
      End: [columns.length - 1 - at, 0],
      ArrowUp: [0, -1],
      ArrowDown: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined || button === null) return;
    event.preventDefault();
    const to = Math.min(columns.length - 1, Math.max(0, at + step[0]));
    const left = to * columnWidth;
    const box = scroller.current;
    if (box !== null && (left < box.scrollLeft || left + columnWidth > box.scrollLeft + box.clientWidth)) {
      box.scrollLeft = left - (step[0] > 0 ? box.clientWidth - columnWidth : 0);
      flushSync(() => setScrolled(whole(box.scrollLeft)));
    }
    const there = [...(box?.querySelectorAll(`[data-column="${to}"] button`) ?? [])];
    const fromEnd = own.length - place;
    const target = step[0] === 0 ? there[place + step[1]] : there[Math.max(0, there.length - fromEnd)];
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };

  const savePicture = async (): Promise<void> => {
    if (body.current === null || sweep === undefined) return;
    const { chartPicture, pictureAsPng } = await import("../charts/chartPicture");
    flushSync(() => setPictured(true));
    const link = `${window.location.href.replace(/#.*$/, "")}#${encodeSweep(sweep)}`;
    const svg = chartPicture(body.current, { title: sweepWords.title, link, seed: sweep.base.seed });
    setPictured(false);
    downloadBlob("forklab-sweep.png", await pictureAsPng(svg));
  };

  const drawn = pictured ? Math.min(columns.length, MOST_PICTURED) : columns.length;
  return (
    <section className={styles.panel} aria-label={sweepWords.grid}>
      <div className={styles.head}>
        <div className={styles.sortBy}>
          <span aria-hidden="true">{sweepWords.sort}</span>
          <Segments
            label={sweepWords.sort}
            value={order}
            options={Object.entries(sweepWords.sorts).map(([value, label]) => ({ value: value as GridOrder, label }))}
            onChoose={setOrder}
          />
        </div>
        <button
          type="button"
          className={`${controls.button} ${controls.small}`}
          disabled={grid.length === 0}
          title={columns.length > MOST_PICTURED ? sweepWords.pngHelp(MOST_PICTURED) : undefined}
          onClick={() => void savePicture()}
        >
          {sweepWords.png}
        </button>
      </div>
      <div className={styles.body} ref={body} data-pictured={pictured}>
        <GridLegend rows={rows} />
        <div className={styles.plot}>
          <GridLabels
            sites={sites.map((site) => ({ id: site, title: siteTitle(trunk, site) }))}
            geometry={geometry}
            ticks={ticks}
            y={y}
          />
          <div
            className={styles.scroll}
            ref={(element) => {
              scroller.current = element;
              return measure(element);
            }}
            onScroll={(event) => setScrolled(whole(event.currentTarget.scrollLeft))}
          >
            <div className={styles.inner} style={{ width: drawn * columnWidth, height }}>
              <svg
                className={styles.lines}
                width={drawn * columnWidth}
                height={chart.height + 10}
                aria-hidden="true"
                preserveAspectRatio="none"
              >
                {ticks.map((tick) => (
                  <line key={tick} className={styles.tick} x1={0} x2={drawn * columnWidth} y1={y(tick)} y2={y(tick)} />
                ))}
                {baselines.slice(0, 4).map(({ key, mean = 0 }) => (
                  <line
                    key={key}
                    className={styles.baseline}
                    x1={0}
                    x2={drawn * columnWidth}
                    y1={y(mean)}
                    y2={y(mean)}
                  />
                ))}
              </svg>
              <ol className={styles.columns} aria-label={sweepWords.grid} onKeyDown={walk}>
                {inSight.map((column, index) => (
                  <GridColumnView
                    key={column.key}
                    column={column}
                    index={first + index}
                    columns={columns.length}
                    rows={rows}
                    sites={sites}
                    place={place}
                    geometry={geometry}
                    range={range}
                    budget={sweep?.base.training.budget ?? 1}
                    claim={claim}
                    status={statusLines(column, { rows, running, begun, front: moved, conflicts })}
                    selected={column.key === selected}
                    reachable={column.key === reachable}
                    onSelect={onSelect}
                    onOpen={onOpen}
                  />
                ))}
              </ol>
            </div>
          </div>
        </div>
        {baselines.length === 1 && (
          <p className="small muted">
            {sweepWords.baseline(
              sweep === undefined ? "test" : watchedSplit(sweep.base),
              share(baselines[0]?.mean ?? 0),
              decimal(low, 2),
              decimal(high, 2),
            )}
          </p>
        )}
      </div>
    </section>
  );
}
