import { memo, type MouseEvent } from "react";
import type { SiteId } from "../../graph/networkGraph";
import { meanInterval } from "../../stats/statistics";
import type { SweepClaim } from "../../sweep/sweepClaim";
import type { SweepRow } from "../../sweep/sweepRows";
import { agreementFill, agreementTextClass } from "../common/agreementColour";
import { cosineText, share } from "../words/format";
import { slotCentre, type Band, type GridGeometry } from "./gridGeometry";
import { meanCurve, type GridColumn, type GridSlot } from "./gridModel";
import { markerPath } from "./markerPath";
import type { PlacementText } from "./placementText";
import { PLAIN_STYLE, rowStyle, type RowStyle } from "./rowStyle";
import type { StatusLine } from "./statusLines";
import { sweepWords } from "../words/sweepWords";
import styles from "./Grid.module.css";

export interface GridColumnProps {
  readonly column: GridColumn;
  readonly index: number;
  readonly columns: number;
  readonly rows: readonly SweepRow[];
  readonly sites: readonly SiteId[];
  readonly place: PlacementText;
  readonly geometry: GridGeometry;
  /** Accuracies at the lower and upper edge, the same in every column. */
  readonly range: readonly [low: number, high: number];
  readonly budget: number;
  readonly claim: SweepClaim | undefined;
  readonly status: readonly StatusLine[];
  readonly selected: boolean;
  /** The one stop for the Tab key. */
  readonly reachable: boolean;
  readonly onSelect: (key: string) => void;
  readonly onOpen: (slot: GridSlot, asSecond: boolean) => void;
}

/** One placement: accuracy of every seed, the forks, curves, agreement, cost and how far it is. */
export const GridColumnView = memo(function GridColumnView(props: GridColumnProps) {
  const { column, index, columns, rows, sites, place, geometry, selected, reachable, onSelect, onOpen, claim } = props;
  const { columnWidth, height, matrix, chart, slotWidth } = geometry;
  const select = (): void => onSelect(column.key);
  const open = (slot: GridSlot) => (event: MouseEvent) => onOpen(slot, event.shiftKey);
  return (
    <li
      className={styles.column}
      style={{ left: index * columnWidth, width: columnWidth, height }}
      data-selected={selected}
      data-column={index}
      aria-setsize={columns}
      aria-posinset={index + 1}
    >
      <svg width={columnWidth} height={height} viewBox={`0 0 ${columnWidth} ${height}`} aria-hidden="true">
        <Matrix column={column} sites={sites} geometry={geometry} />
        {column.slots.map((slot) => (
          <Slot key={`${slot.entry.key}/${slot.from}`} slot={slot} {...props} />
        ))}
        <Status lines={props.status} geometry={geometry} />
      </svg>
      {column.slots.map((slot) => (
        <button
          key={`${slot.entry.key}/${slot.from}`}
          type="button"
          className={styles.cell}
          style={{
            top: chart.top,
            height: chart.height,
            width: slotWidth,
            left: slotCentre(geometry, rows.length, slot.from, slot.to) - slotWidth / 2,
          }}
          tabIndex={-1}
          aria-label={sweepWords.open(slot.entry.title, place(column.placement), told(slot, claim))}
          title={sweepWords.openHint}
          onClick={open(slot)}
        />
      ))}
      <button
        type="button"
        className={styles.pick}
        style={{ top: matrix.top, height: height - matrix.top }}
        tabIndex={reachable ? 0 : -1}
        aria-pressed={selected}
        aria-label={sweepWords.show(place(column.placement))}
        onClick={select}
      />
    </li>
  );
}, isSame);

/** Status lines are made anew whenever a step is told; what they say seldom changes. */
function isSame({ status: before, ...old }: GridColumnProps, { status: after, ...next }: GridColumnProps): boolean {
  const others: { readonly [name: string]: unknown } = next;
  return (
    Object.entries(old).every(([name, value]) => Object.is(value, others[name])) &&
    before.length === after.length &&
    before.every(({ text, className }, index) => text === after[index]?.text && className === after[index].className)
  );
}

/** What a cell says in words. */
function told({ entry }: GridSlot, claim: SweepClaim | undefined): string {
  if (entry.mean !== undefined) return share(entry.mean);
  const [bad] = entry.bad;
  if (bad !== undefined && bad.status !== "done") return sweepWords.status[bad.status];
  const claimed = claimedOf(entry.cells, claim);
  return claimed === undefined ? sweepWords.waiting : sweepWords.claimed(share(claimed));
}

/** Mean of what a sender says, where nothing was run here. */
function claimedOf(cells: GridSlot["entry"]["cells"], claim: SweepClaim | undefined): number | undefined {
  const known = cells.flatMap(({ id }) => claim?.cells.get(id)?.accuracy ?? []);
  return known.length === 0 ? undefined : known.reduce((sum, value) => sum + value, 0) / known.length;
}

function Matrix({ column, sites, geometry }: Pick<GridColumnProps, "column" | "sites" | "geometry">) {
  const { columnWidth, matrix, siteHeight } = geometry;
  const y = (site: SiteId): number => matrix.top + (sites.indexOf(site) + 0.5) * siteHeight;
  const [first] = column.placement;
  const last = column.placement.at(-1);
  return (
    <>
      {sites.map((site, index) =>
        index % 2 === 0 ? (
          <rect
            key={site}
            className={styles.stripe}
            x={0}
            y={matrix.top + index * siteHeight}
            width={columnWidth}
            height={siteHeight}
          />
        ) : null,
      )}
      {first !== undefined && last !== undefined && (
        <line className={styles.link} x1={columnWidth / 2} x2={columnWidth / 2} y1={y(first)} y2={y(last)} />
      )}
      {sites.map((site) => (
        <circle
          key={site}
          className={column.placement.includes(site) ? styles.fork : styles.none}
          cx={columnWidth / 2}
          cy={y(site)}
          r={7}
        />
      ))}
    </>
  );
}

function Slot({ slot, rows, geometry, range, budget, claim }: GridColumnProps & { readonly slot: GridSlot }) {
  const { entry, from, to, compute } = slot;
  const style = entry.plain ? PLAIN_STYLE : rowStyle(rows, from);
  const x = slotCentre(geometry, rows.length, from, to);
  return (
    <g className={style.className}>
      <Accuracy slot={slot} x={x} style={style} geometry={geometry} range={range} claim={claim} />
      <Spark entry={entry} style={style} geometry={geometry} range={range} budget={budget} />
      <Agreement entry={entry} x={x} geometry={geometry} />
      {compute !== undefined && <Compute value={compute} x={x} geometry={geometry} />}
    </g>
  );
}

interface AccuracyProps extends Pick<GridColumnProps, "geometry" | "range" | "claim"> {
  readonly slot: GridSlot;
  readonly x: number;
  readonly style: RowStyle;
}

/** A mark per seed, a bar at their mean, and from three seeds on the interval of the mean. */
function Accuracy({ slot: { entry }, x, style, geometry, range: [low, high], claim }: AccuracyProps) {
  const { chart, slotWidth } = geometry;
  const y = (value: number): number => {
    const inside = Math.min(high, Math.max(low, value));
    return chart.top + 14 + ((chart.height - 20) * (high - inside)) / (high - low);
  };
  const { accuracies, mean } = entry;
  if (mean === undefined) {
    const value = claimedOf(entry.cells, claim);
    if (value === undefined) return null;
    return (
      <g className={styles.claim}>
        <circle cx={x} cy={y(value)} r={4} />
        <text x={x} y={y(value) - 9} textAnchor="middle">
          {share(value)}
        </text>
      </g>
    );
  }
  const count = accuracies.length;
  const spread = Math.min(slotWidth - 16, 5 * (count - 1));
  const at = (index: number): number => (count < 2 ? x : x - spread / 2 + (spread * index) / (count - 1));
  const interval = meanInterval(accuracies.map(({ value }) => value));
  const values = accuracies.map(({ value }) => value);
  // An end beyond the picture has no cap.
  const cap = (value: number): string => (value < low || value > high ? "" : `M${x - 4} ${y(value)}h8`);
  const top = Math.min(y(Math.max(...values)), interval === undefined ? Infinity : y(interval[1]), y(mean));
  return (
    <g>
      {interval !== undefined && (
        <path className={styles.whisker} d={`M${x} ${y(interval[0])}V${y(interval[1])}${interval.map(cap).join("")}`} />
      )}
      <path
        className={`armFill ${styles.seeds}`}
        d={accuracies
          .map(({ value }, index) => markerPath(style.marker, at(index), y(value), count > 8 ? 2 : 3.2))
          .join("")}
      />
      <line className={styles.mean} x1={x - slotWidth / 3} x2={x + slotWidth / 3} y1={y(mean)} y2={y(mean)} />
      <text className={`armText ${styles.value}`} x={x} y={Math.max(chart.top + 10, top - 8)} textAnchor="middle">
        {share(mean)}
      </text>
    </g>
  );
}

function Spark({
  entry,
  style,
  geometry: { spark, columnWidth },
  range: [, high],
  budget,
}: Pick<GridColumnProps, "geometry" | "range" | "budget"> & {
  readonly entry: GridSlot["entry"];
  readonly style: RowStyle;
}) {
  const told = entry.results.filter(({ curve }) => curve.length > 0);
  if (told.length === 0) return null;
  const curve = meanCurve(told.map(({ curve: own }) => own));
  const [left, width] = [12, columnWidth - 24];
  const x = (step: number): number => left + (width * Math.min(step, budget)) / budget;
  const y = (value: number): number => spark.top + 4 + (spark.height - 10) * Math.max(0, 1 - value / high);
  const path = curve.map(([step, value]) => `${x(step).toFixed(1)} ${y(value).toFixed(1)}`).join("L");
  const [end] = curve.slice(-1);
  const bottom = spark.top + spark.height - 5;
  return (
    <g>
      <line className={styles.axis} x1={left} x2={left + width} y1={bottom} y2={bottom} />
      {curve.length > 1 && <path className={`armLine ${styles.curve}`} strokeDasharray={style.dash} d={`M${path}`} />}
      {entry.bad.length > 0 && end !== undefined && (
        <path className={styles.cross} d={`M${x(end[0]) - 4} ${y(end[1]) - 4}l8 8m0 -8l-8 8`} />
      )}
    </g>
  );
}

function Agreement({
  entry,
  x,
  geometry: { agreement, slotWidth },
}: Pick<GridColumnProps, "geometry"> & { readonly entry: GridSlot["entry"]; readonly x: number }) {
  const box = { x: x - slotWidth / 2 + 2, y: agreement.top + 8, width: slotWidth - 4, height: 24, rx: 3 };
  const middle = agreement.top + 24;
  if (entry.placement.length === 0) {
    return (
      <text className={styles.quiet} x={x} y={middle} textAnchor="middle">
        {sweepWords.noBranch}
      </text>
    );
  }
  if (entry.agreement === undefined) return <rect {...box} className={styles.empty} />;
  return (
    <>
      <rect {...box} {...agreementFill(entry.agreement)} />
      <text className={agreementTextClass(entry.agreement)} x={x} y={middle} textAnchor="middle">
        {cosineText(entry.agreement)}
      </text>
    </>
  );
}

/** A bar that is full at three times the plain network's work. */
const FULL = 3;

function Compute({
  value,
  x,
  geometry: { compute, slotWidth },
}: Pick<GridColumnProps, "geometry"> & { readonly value: number; readonly x: number }) {
  const [left, width] = [x - slotWidth / 2 + 4, slotWidth - 8];
  return (
    <>
      <text x={x} y={compute.top + 20} textAnchor="middle">
        {sweepWords.times(value)}
      </text>
      <rect className={styles.track} x={left} y={compute.top + 28} width={width} height={4} rx={2} />
      <rect
        className="armFill"
        x={left}
        y={compute.top + 28}
        width={width * Math.min(1, value / FULL)}
        height={4}
        rx={2}
      />
    </>
  );
}

function Status({
  lines,
  geometry: { columnWidth, status },
}: Pick<GridColumnProps, "geometry"> & { readonly lines: readonly StatusLine[] }) {
  return (
    <>
      {lines.slice(0, 2).map(({ text, className }, index) => (
        <text
          key={text}
          className={className ?? styles.quiet}
          x={columnWidth / 2}
          y={middleOf(status) + (lines.length > 1 ? 16 * index - 4 : 4)}
          textAnchor="middle"
        >
          {text}
        </text>
      ))}
    </>
  );
}

const middleOf = ({ top, height }: Band): number => top + height / 2;
