import { describe, expect, it } from "vitest";
import { findPreset, smallData } from "../../experiment/presets";
import type { CellResult } from "../../sweep/cellResult";
import { expandSweep } from "../../sweep/expandSweep";
import { mergeResults } from "../../sweep/mergeResults";
import { makeSweep } from "../../sweep/sweep";
import { workOfCells } from "../../sweep/sweepBudget";
import { sweepGrid } from "../../sweep/sweepGrid";
import { rowsOf } from "../../sweep/sweepRows";
import { accuracyTicks, gridColumns, meanCurve, roundTicks, sortedColumns } from "./gridModel";
import { gridGeometry, slotCentre } from "./gridGeometry";
import { rowStyle } from "./rowStyle";
import { statusLines } from "./statusLines";

const base = findPreset("smoke")?.experiment ?? smallData;
const sweep = makeSweep(base, { sites: ["s1b1", "s2b1"], methods: ["dsn", "dhm"], seeds: [1, 2] });
const cells = expandSweep(sweep);
const rows = rowsOf(sweep);

/** s2b1 is better than s1b1, both are best; DHM agrees more than DSN. */
const results = cells.map((cell): CellResult => ({
  cell: cell.id,
  sweep: "0".repeat(14),
  version: "1",
  link: cell.link,
  placement: [...cell.placement],
  method: cell.title,
  seed: cell.seed,
  status: "done",
  steps: 40,
  metrics: { accuracy: { main: 0.5 + cell.placement.length / 10 + (cell.placement.includes("s2b1") ? 0.01 : 0) } },
  early: {},
  agreement: Object.fromEntries(cell.placement.map((site, at) => [site, (cell.rows[0] ?? 0) / 2 + 0.1 + at / 10])),
  curve: [],
  cost: { parameters: 1, multiplyAdds: 1 },
  seconds: 1,
  engine: "",
}));
const grid = sweepGrid(cells, mergeResults(new Map(), results));
const columns = gridColumns(grid, workOfCells(sweep, cells));
const context = { rows, running: [], begun: new Map(), front: new Set<string>(), conflicts: new Set<string>() };

describe("the placement grid", () => {
  it("has a column per placement; what rows share is one wide mark", () => {
    expect(columns.map(({ key }) => key)).toEqual(["", "s1b1", "s2b1", "s1b1+s2b1"]);
    expect(columns.map(({ slots }) => slots.map(({ from, to }) => [from, to]))).toEqual([
      [[0, 1]],
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
      [
        [0, 0],
        [1, 1],
      ],
    ]);
    expect(columns[0]?.slots[0]?.compute).toBe(1);
    expect(columns[3]?.slots[1]?.compute).toBeGreaterThan(columns[1]?.slots[1]?.compute ?? Infinity);
  });

  it("draws what is shared by rows apart in each of them", () => {
    const further = { path: "method.alpha", values: ["1", ".5"] };
    const varied = makeSweep(base, { sites: ["s1b1"], methods: ["dsn", "dhm"], further, seeds: [1] });
    const own = expandSweep(varied);
    const [, forked] = gridColumns(sweepGrid(own, new Map()), workOfCells(varied, own));
    expect(forked?.slots.map(({ from, entry }) => [from, entry.rows.length])).toEqual([
      [0, 2],
      [1, 1],
      [2, 2],
      [3, 1],
    ]);
  });

  it("sorts by accuracy, cost and weakest agreement, and puts what is open last", () => {
    const keys = (order: Parameters<typeof sortedColumns>[1]) => sortedColumns(columns, order).map(({ key }) => key);
    expect(keys("accuracy")).toEqual(["s1b1+s2b1", "s2b1", "s1b1", ""]);
    expect(keys("cost")).toEqual(["", "s2b1", "s1b1", "s1b1+s2b1"]);
    expect(keys("agreement").at(-1)).toBe("");
    const half = sweepGrid(cells, mergeResults(new Map(), results.slice(0, 2)));
    const open = sortedColumns(gridColumns(half, new Map()), "accuracy").map(({ key }) => key);
    expect(open.slice(0, 2)).toEqual(["s1b1", ""]);
  });

  it("has round ticks that contain every value and stay shares", () => {
    for (const values of [[0.61, 0.74], [0.999, 1], [0, 0.001], [0.5], []]) {
      const ticks = accuracyTicks(values);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThan(9);
      expect(ticks[0]).toBeGreaterThanOrEqual(0);
      expect(ticks.at(-1)).toBeLessThanOrEqual(1);
      for (const value of values) {
        expect(value).toBeGreaterThanOrEqual(ticks[0] ?? 2);
        expect(value).toBeLessThanOrEqual(ticks.at(-1) ?? -1);
      }
    }
  });

  it("gives round ticks of cosines, negative ones too", () => {
    expect(roundTicks([0.031, 0.078], [-1, 1])).toEqual([0.02, 0.04, 0.06, 0.08, 0.1]);
    expect(roundTicks([-0.4, 0.9], [-1, 1])).toEqual([-0.5, 0, 0.5, 1]);
    expect(roundTicks([], [-1, 1])).toEqual([-1, -0.5, 0, 0.5, 1]);
  });

  it("gives few placements the room that there is, and many the least that they need", () => {
    const [few, many] = [gridGeometry(2, 2, 4, 720), gridGeometry(2, 2, 16, 720)];
    expect(few.columnWidth).toBe(180);
    expect(few.slotWidth).toBeGreaterThan(many.slotWidth);
    expect(many.columnWidth).toBe(gridGeometry(2, 2).columnWidth);
    expect(gridGeometry(2, 2, 1, 5000).columnWidth).toBeLessThan(300);
  });

  it("means curves where all have a point", () => {
    const curves = [
      [
        [10, 0.2],
        [20, 0.4],
      ],
      [
        [10, 0.4],
        [20, 0.5],
        [30, 0.9],
      ],
    ] as const;
    expect(meanCurve(curves)).toEqual([
      [10, expect.closeTo(0.3, 12)],
      [20, expect.closeTo(0.45, 12)],
    ]);
  });

  it("keeps every mark inside its column", () => {
    for (const count of [1, 2, 4, 24]) {
      const geometry = gridGeometry(count, 3);
      const first = slotCentre(geometry, count, 0, 0);
      const last = slotCentre(geometry, count, count - 1, count - 1);
      expect(first - geometry.slotWidth / 2).toBeGreaterThanOrEqual(0);
      expect(last + geometry.slotWidth / 2).toBeLessThanOrEqual(geometry.columnWidth);
      expect(slotCentre(geometry, count, 0, count - 1)).toBeCloseTo(geometry.columnWidth / 2, 9);
    }
  });

  it("tells variants of a method apart by number, and up to four rows by letter", () => {
    expect(rows.map((_, row) => rowStyle(rows, row).short)).toEqual(["A", "B"]);
    const weighed = makeSweep(base, { sites: ["s1b1"], methods: ["dsn", "dhm"], weights: [0.1, 0.3, 1], seeds: [1] });
    const many = rowsOf(weighed);
    expect(many.map((_, row) => rowStyle(many, row).short)).toEqual(["A1", "A2", "A3", "B1", "B2", "B3"]);
  });

  it("says of a placement what trains, what went wrong, what is kept and what is done", () => {
    const [plain, forked] = columns;
    if (plain === undefined || forked === undefined) throw new Error("no columns");
    const lines = (column: typeof plain, more: Partial<typeof context> | object = {}) =>
      statusLines(column, { ...context, ...more }).map(({ text }) => text);
    expect(lines(plain)).toEqual(["✓ done"]);
    const cell = forked.slots[1]?.entry.cells[0];
    if (cell === undefined) throw new Error("no cell");
    const open = gridColumns(sweepGrid(cells, new Map()), new Map())[1] ?? forked;
    expect(lines(open)).toEqual(["queued"]);
    expect(lines(open, { front: new Set([cell.id]) })).toEqual(["next"]);
    expect(lines(open, { begun: new Map([[cell.id, 20]]) })).toEqual(["kept at 20"]);
    const running = [{ cell, run: "r", step: 10, keptStep: 0 }];
    expect(lines(open, { running })).toEqual(["B running 25 %"]);
    const broken = results.map((result) =>
      result.cell === cell.id ? { ...result, status: "diverged" as const, metrics: {} } : result,
    );
    const bad = gridColumns(sweepGrid(cells, mergeResults(new Map(), broken)), new Map())[1] ?? forked;
    expect(lines(bad)).toEqual(["diverged (NaN)", "3 of 4"]);
    expect(lines(forked, { conflicts: new Set([cell.id]) })).toEqual(["results differ", "✓ done"]);
  });
});
