import type { StepRange } from "../../store/chartState";
import { within } from "./chartX";
import type { ChartPanel } from "./chartPanel";
import { roundAxis } from "../common/axis";
import { logAxis } from "./rows";

/** Panels whose common height holds what is drawn of their curves and little more; empty ones stay as they are. */
export function fitPanels(panels: readonly ChartPanel[], steps: StepRange): readonly ChartPanel[] {
  const drawn = panels.flatMap(({ lines }) =>
    lines.filter(({ role }) => role !== "reference").map(({ series }) => within(series, steps)),
  );
  let [low, high] = [Infinity, -Infinity];
  for (const { length, columns } of drawn) {
    for (const value of columns.values.subarray(0, length)) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  if (low > high) return panels;
  return panels.map((panel) => {
    if (panel.log === true) return { ...panel, ...logAxis(drawn) };
    // A flat curve stands in the middle of its own height.
    const span = Math.max(high - low, 0.02 * Math.abs(high), 1e-3);
    const room = (span - (high - low)) / 2;
    const axis = roundAxis(low - room, high + room);
    const tickText = (value: number): string => shortest(value, axis.high - axis.low);
    return { ...panel, ...axis, tickText };
  });
}

/** As many decimals as tell neighbouring grid lines apart. */
function shortest(value: number, span: number): string {
  const decimals = Math.max(0, Math.min(4, 2 - Math.ceil(Math.log10(span))));
  const text = value.toFixed(decimals).replace(/^(-?)0\./, "$1.");
  return (/\./.test(text) ? text.replace(/\.?0+$/, "") || "0" : text).replace("-", "−");
}
