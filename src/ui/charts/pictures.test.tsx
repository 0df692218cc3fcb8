// @vitest-environment happy-dom
import { cleanup, render, waitFor } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { append, emptySeries, type Series } from "../../record/series";
import { labStage } from "../testing/renderLab";
import { svgText } from "../testing/svgText";
import { arrangePanels, type ChartLine, type ChartPanel } from "./chartPanel";
import { Dial } from "./Dial";
import { paintCells } from "./MapRow";
import { PanelRow } from "./PanelRow";
import { logAxis } from "./rows";

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** Curves of rational numbers: the same digits on every machine. */
const curve = (count: number, value: (at: number) => number, every = 10): Series =>
  Array.from({ length: count }).reduce<Series>(
    (series, _, index) => append(series, (index + 1) * every, value((index + 1) / count)),
    emptySeries,
  );
const line = (arm: number, series: Series, role: ChartLine["role"] = "value"): ChartLine => ({
  key: `${role}${arm}`,
  arm,
  name: `${arm}/accuracy/main`,
  series,
  role,
});
const panel = (lines: readonly ChartLine[], more: Partial<ChartPanel> = {}): ChartPanel => ({
  key: "main",
  title: "Main head",
  lines,
  low: 0,
  high: 1,
  ticks: [0, 0.5, 1],
  text: (value) => value.toFixed(2),
  tickText: String,
  ...more,
});
const rises = (from: number, to: number) => (at: number) => from + (to - from) * (1 - (1 - at) ** 2);
const gap = (value: (at: number) => number, gone: (at: number) => boolean) => (at: number) =>
  gone(at) ? Number.NaN : value(at);
/** A zigzag: what smoothing and leaving points out have to show for themselves. */
const rough = (value: (at: number) => number, count: number) => (at: number) =>
  value(at) + (Math.round(at * count) % 2 === 0 ? 0.08 : -0.08);

const loss = [curve(40, (at) => 3 / (1 + 60 * at)), curve(40, (at) => 3 / (1 + 20 * at))];
const two = [line(0, curve(40, rises(0.1, 0.7))), line(1, curve(40, rises(0.05, 0.8)))];
const PICTURES: {
  readonly [name: string]: {
    readonly panels: readonly ChartPanel[];
    readonly smoothing?: number;
    readonly budget?: number;
  };
} = {
  values: { panels: [panel(two)] },
  "behind-others": {
    panels: [
      panel(
        [
          line(0, curve(40, rises(0.1, 0.6)), "ghost"),
          line(
            0,
            curve(40, () => 0.5),
            "reference",
          ),
          ...two,
        ],
        {
          low: -0.25,
          shaded: true,
          neutral: 0,
        },
      ),
    ],
  },
  noise: {
    panels: [
      panel([
        {
          ...line(
            0,
            curve(40, () => 0.4),
            "reference",
          ),
          band: { low: curve(5, () => 0.3, 80), high: curve(5, () => 0.45, 80) },
        },
        { ...line(1, curve(40, rises(0.1, 0.8))), within: curve(5, (at) => 0.3 - at / 5, 80) },
      ]),
    ],
  },
  gaps: {
    panels: [
      panel([
        line(
          0,
          curve(
            40,
            gap(rises(0.1, 0.7), (at) => at > 0.3 && at < 0.5),
          ),
        ),
        // One point between two gaps, and one that has nothing after it.
        line(
          1,
          curve(
            40,
            gap(rises(0.1, 0.4), (at) => at > 0.2 && at !== 0.5),
          ),
        ),
      ]),
    ],
  },
  long: {
    panels: [
      panel([
        line(
          0,
          curve(
            20_000,
            gap(rough(rises(0.1, 0.7), 20_000), (at) => at > 0.6 && at < 0.7),
          ),
        ),
      ]),
    ],
    budget: 200_000,
  },
  "log-scale": {
    panels: [
      panel(
        loss.map((series, arm) => line(arm, series)),
        { log: true, ...logAxis(loss) },
      ),
    ],
  },
  smoothed: { panels: [panel([line(0, curve(40, rough(rises(0.1, 0.7), 40)))])], smoothing: 0.8 },
  difference: { panels: arrangePanels([panel(two)], "difference", [0, 1]) },
  split: { panels: arrangePanels([panel(two)], "split", [0, 1]) },
  empty: { panels: [panel([])] },
};

it.each(Object.entries(PICTURES))("draws %s as it is stored", async (name, { panels, smoothing = 0, budget = 400 }) => {
  const { wrap, store } = labStage();
  const { experiment } = store.getState();
  store.setState({ smoothing, experiment: { ...experiment, training: { ...experiment.training, budget } } });
  const { container } = render(wrap(<PanelRow panels={panels} width={320 * panels.length} height={180} />));
  // What is in sight is drawn in its turn.
  await waitFor(() => expect(container.querySelectorAll("svg.recharts-surface")).toHaveLength(panels.length));
  for (const [index, figure] of [...container.querySelectorAll("figure")].entries()) {
    const file = panels.length === 1 ? name : `${name}-${index + 1}`;
    await expect(svgText(figure)).toMatchFileSnapshot(`pictures/${file}.svg`);
  }
});

it.each([
  ["together", 0.8, 1.2],
  ["across", 0, 0.5],
  ["against", -0.7, 2],
])("draws gradients %s as arrows as it is stored", async (name, cosine, ratio) => {
  const { container } = render(<Dial cosine={cosine} ratio={ratio} arm={1} />);
  await expect(svgText(container)).toMatchFileSnapshot(`pictures/dial-${name}.svg`);
});

it("draws a stage's agreement over time as it is stored", async () => {
  // What is painted on the canvas, written down as the same shapes in SVG.
  const painted: string[] = [];
  const pen = {
    fillStyle: "",
    strokeStyle: "",
    lineWidth: 1,
    path: "",
    fillRect(x: number, y: number, width: number, height: number) {
      painted.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${this.fillStyle}"></rect>`);
    },
    beginPath() {
      this.path = "";
    },
    moveTo(x: number, y: number) {
      this.path += `M${x.toFixed(1)} ${y.toFixed(1)}`;
    },
    lineTo(x: number, y: number) {
      this.path += `L${x.toFixed(1)} ${y.toFixed(1)}`;
    },
    stroke() {
      painted.push(`<path d="${this.path}" stroke="${this.strokeStyle}" stroke-width="${this.lineWidth}"></path>`);
    },
  };
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(pen as unknown as GPUCanvasContext);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(320);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(20);
  const cosines = curve(
    32,
    gap(
      (at) => 1 - 2 * at,
      (at) => at > 0.4 && at < 0.5,
    ),
  );
  paintCells(document.createElement("canvas"), cosines, { from: 0, to: 400 }, 10, {
    ink: "var(--ink)",
    colorOf: (value) => {
      const end = value < 0 ? "--agree-neg" : "--agree-pos";
      return `color-mix(in oklab, var(${end}) ${Math.round(100 * Math.abs(value))}%, var(--agree-zero))`;
    },
  });
  const area = document.createElement("div");
  area.innerHTML = `<svg width="320" height="20">${painted.join("")}</svg>`;
  await expect(svgText(area)).toMatchFileSnapshot("pictures/map-row.svg");
});
