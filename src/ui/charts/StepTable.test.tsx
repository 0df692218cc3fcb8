// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { append, emptySeries, type Series } from "../../record/series";
import { StepTable } from "./StepTable";

// happy-dom lays nothing out: a window of 400 pixels and rows of 20.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(20);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const seriesOf = (count: number, every: number): Series =>
  Array.from({ length: count }).reduce<Series>(
    (series, _, index) => append(series, (index + 1) * every, index === 1 ? Number.NaN : index),
    emptySeries,
  );
const show = (...all: readonly Series[]) =>
  render(
    <StepTable
      caption="Accuracy"
      columns={all.map((series, index) => ({ key: String(index), head: `Arm ${index}`, series, text: String }))}
    />,
  );
const cells = (row: Element | undefined): readonly (string | null)[] =>
  [...(row?.children ?? [])].map(({ textContent }) => textContent);

it("has a row for each step that a curve has a point at, newest first; a gap is a dash", () => {
  show(seriesOf(3, 10), seriesOf(1, 20));
  const rows = screen.getAllByRole("row").map(cells);
  expect(rows).toEqual([
    ["Step", "Arm 0", "Arm 1"],
    ["30", "2", "–"],
    ["20", "–", "0"],
    ["10", "0", "–"],
  ]);
});

it("draws of ten thousand steps those in sight, and says how many there are", () => {
  show(seriesOf(10_000, 10));
  const table = screen.getByRole("table");
  expect(table.getAttribute("aria-rowcount")).toBe("10001");
  const rows = [...table.querySelectorAll("tr[data-index]")];
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.length).toBeLessThan(60);
  expect(cells(rows[0])).toEqual(["100000", "9999"]);
  expect(rows[0]?.getAttribute("aria-rowindex")).toBe("2");
});
