import { latest, pointAt, points, type Series } from "../../record/series";
import type { ChartLine } from "./chartPanel";
import type { ChartX } from "./chartX";
import type { PanelLine, Span } from "./LinePanel";

/** More of them would be a grey carpet. */
const MOST = 40;

/** What a line's noise draws: an upright line at each probe that measured it; the band in steps from one to the next. */
export function noiseSpans({ arm, series, within, band }: ChartLine, x: ChartX): Pick<PanelLine, "whiskers" | "band"> {
  const seen = (step: number): boolean => step >= x.steps.from && step <= x.steps.to;
  const at = (step: number): number => x.at(arm, Math.min(x.steps.to, Math.max(x.steps.from, step)));
  return {
    ...(within === undefined
      ? {}
      : {
          whiskers: thinnedPoints(within).flatMap(({ step, value }): readonly Span[] => {
            const middle = latest(series, step);
            if (middle?.step !== step || !seen(step) || !Number.isFinite(value + middle.value)) return [];
            return [{ from: at(step), to: at(step), low: middle.value - value, high: middle.value + value }];
          }),
        }),
    ...(band === undefined
      ? {}
      : {
          band: thinnedPoints(band.low).flatMap(({ step, value: low }, index, all): readonly Span[] => {
            const high = latest(band.high, step)?.value ?? Number.NaN;
            const end = all[index + 1]?.step ?? pointAt(series, series.length - 1)?.step ?? step;
            if (!Number.isFinite(low + high) || end < x.steps.from || step > x.steps.to) return [];
            return [{ from: at(step), to: at(end), low, high }];
          }),
        }),
  };
}

/** The newest and evenly what came before. */
function thinnedPoints(series: Series): readonly { readonly step: number; readonly value: number }[] {
  const all = points(series);
  const stride = Math.ceil(all.length / MOST);
  return all.filter((_, index) => (all.length - 1 - index) % Math.max(1, stride) === 0);
}
