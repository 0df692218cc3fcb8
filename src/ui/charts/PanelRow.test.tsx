// @vitest-environment happy-dom
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { append, emptySeries, type Series } from "../../record/series";
import { labStage } from "../testing/renderLab";
import type { ChartPanel } from "./chartPanel";
import { PanelRow } from "./PanelRow";

afterEach(cleanup);

const seriesOf = (...values: readonly number[]): Series =>
  values.reduce<Series>((series, value, index) => append(series, 10 * (index + 1), value), emptySeries);

const panelOf = (series: Series): ChartPanel => ({
  key: "main",
  title: "Main head",
  lines: [{ key: "value0", arm: 0, name: "A/accuracy/main", series, role: "value" }],
  low: 0,
  high: 1,
  ticks: [0, 1],
  text: String,
  tickText: String,
});

it("draws another run's lines when another run is shown, though both have as many points", async () => {
  const { wrap } = labStage();
  const row = (series: Series) => wrap(<PanelRow panels={[panelOf(series)]} width={300} height={140} />);
  const path = (): string | null | undefined => container.querySelector("path.recharts-line-curve")?.getAttribute("d");
  const { container, rerender } = render(row(seriesOf(0.1, 0.2, 0.3)));
  const first = path();
  expect(first).toMatch(/^M/);
  rerender(row(seriesOf(0.9, 0.8, 0.3)));
  await waitFor(() => expect(path()).not.toBe(first));
});
