import { lossId } from "../graph/agreement";
import { halvings, leftOut, signalToNoise, sumGroups } from "../graph/gradientNoise";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import type { ProbeRecord } from "../protocol/event";
import { jackknifeNoise } from "../stats/noise";
import type { ArmCurves, NoiseCurves, SeriesBy } from "./runRecord";
import { append, emptySeries, truncate, type Series } from "./series";
import { thinned } from "./thinned";

/** The arm's noise with that of one more probe; as it was where the probe did not measure any. */
export function withNoise(arm: ArmCurves, step: number, { layers, noise }: ProbeRecord): NoiseCurves {
  if (noise === undefined) return arm.noise;
  const before = arm.noise;
  const main = lossId("ce", MAIN);
  const low: Record<StageId, Series> = {};
  const high: Record<StageId, Series> = {};
  const signal: Record<BranchId, SeriesBy<StageId>> = { ...before.signal };
  const within: Record<BranchId, SeriesBy<StageId>> = { ...before.within };
  for (const stage of new Set(layers.map((layer) => layer.stage))) {
    const gram = sumGroups(noise, layers, (layer) => layer.stage === stage);
    const halves = halvings(gram, main);
    low[stage] = append(before.low[stage] ?? emptySeries, step, halves.length === 0 ? Number.NaN : Math.min(...halves));
    high[stage] = append(
      before.high[stage] ?? emptySeries,
      step,
      halves.length === 0 ? Number.NaN : Math.max(...halves),
    );
    signal[MAIN] = added(signal[MAIN], stage, step, signalToNoise(gram, main));
  }
  for (const [branch, stages] of arm.shared) {
    for (const [stage, shared] of stages) {
      const gram = sumGroups(noise, layers, (layer) => layer.stage === stage && shared.has(layer.layer));
      const left = leftOut(gram, main, lossId("ce", branch));
      within[branch] = added(within[branch], stage, step, left === null ? null : jackknifeNoise(left.without));
      signal[branch] = added(signal[branch], stage, step, signalToNoise(gram, lossId("ce", branch)));
    }
  }
  return {
    low: { ...before.low, ...low },
    high: { ...before.high, ...high },
    within,
    signal,
    probes: thinned(before.probes, { step, layers, groups: noise }, noise.products.length),
  };
}

/** What was known after a step. */
export function noiseUntil({ low, high, within, signal, probes }: NoiseCurves, step: number): NoiseCurves {
  const cut = (all: SeriesBy<StageId>): SeriesBy<StageId> =>
    Object.fromEntries(Object.entries(all).map(([key, series]) => [key, series && truncate(series, step)]));
  const cutEach = (all: NoiseCurves["within"]): NoiseCurves["within"] =>
    Object.fromEntries(Object.entries(all).map(([branch, by]) => [branch, cut(by)]));
  return {
    low: cut(low),
    high: cut(high),
    within: cutEach(within),
    signal: cutEach(signal),
    probes: probes.filter((probe) => probe.step <= step),
  };
}

function added(
  all: SeriesBy<StageId> | undefined,
  stage: StageId,
  step: number,
  value: number | null,
): SeriesBy<StageId> {
  return { ...all, [stage]: append(all?.[stage] ?? emptySeries, step, value ?? Number.NaN) };
}
