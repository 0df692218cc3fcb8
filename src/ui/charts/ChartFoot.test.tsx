// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { append, emptySeries } from "../../record/series";
import { labStage } from "../testing/renderLab";
import { ChartFoot } from "./ChartFoot";
import type { ChartPanel } from "./chartPanel";

afterEach(cleanup);

const panelOf = (key: string, title: string, strong: boolean): ChartPanel => ({
  key,
  title,
  strong,
  lines: [{ key: "value0", arm: 0, name: key, series: append(emptySeries, 10, 0.5), role: "value" }],
  low: 0,
  high: 1,
  ticks: [0, 1],
  text: String,
  tickText: String,
});

it("says the main head's values first, because the line is cut where it is too long", () => {
  const { store, wrap } = labStage();
  store.setState({ crosshair: 10 });
  const panels = [
    panelOf("1", "Branch 1", false),
    panelOf("main", "Main head", true),
    panelOf("all", "All heads", false),
  ];
  const { container } = render(wrap(<ChartFoot panels={panels} />));
  expect([...container.querySelectorAll("p > span")].map(({ textContent }) => textContent?.trim())).toEqual([
    "Main head A 0.5",
    "Branch 1 A 0.5",
    "All heads A 0.5",
  ]);
});
