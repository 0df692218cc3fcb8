import { measures } from "../catalog/measures";
import type { Measure, MeasureContext } from "../catalog/measures/measure";
import { lossId, sumGram, type Gram, type ProbePart } from "../graph/agreement";
import { MAIN, type BranchId, type StageId } from "../graph/networkGraph";
import type { ProbeRecord } from "../protocol/event";
import type { ArmCurves, SeriesBy } from "./runRecord";
import { append, emptySeries } from "./series";

export const PROBE_PARTS: readonly ProbePart[] = ["ce", "whole", "rest"];

/** Key of a measure's series: `cosine/whole`. */
export const measureKey = (measure: string, part: ProbePart): string => `${measure}/${part}`;

const entries: readonly Measure[] = Object.values(measures);

/**
 * The arm's measures with those of one more probe: pairs on the layers that a branch shares with main, all losses together
 * on every layer of a stage that at least one branch shares.
 */
export function withMeasures(arm: ArmCurves, step: number, probe: ProbeRecord): ArmCurves["measures"] {
  const result: { [key: string]: { [branch: BranchId]: SeriesBy<StageId> } } = { ...arm.measures };
  const add = (key: string, branch: BranchId, stage: StageId, value: number | null): void => {
    const byBranch = result[key] ?? {};
    const byStage = byBranch[branch] ?? {};
    const series = append(byStage[stage] ?? emptySeries, step, value ?? Number.NaN);
    result[key] = { ...byBranch, [branch]: { ...byStage, [stage]: series } };
  };
  for (const part of PROBE_PARTS) {
    if (!probe.losses.some((id) => id.startsWith(`${part}/`))) continue;
    for (const { branch, stage, pair, all, grams } of comparisons(arm, probe, part)) {
      const context: MeasureContext = { gram: grams.whole, layers: grams.layers, pair, all };
      for (const entry of entries) {
        const together = entry.of === "all";
        if (together !== (pair[0] === pair[1])) continue;
        if (together && part === "rest") continue;
        add(measureKey(entry.kind, part), branch, stage, entry.measure(context));
      }
    }
  }
  return result;
}

interface Comparison {
  readonly branch: BranchId;
  readonly stage: StageId;
  /** The same id twice stands for all losses together. */
  readonly pair: readonly [string, string];
  readonly all: readonly string[];
  readonly grams: { readonly whole: Gram; readonly layers: readonly Gram[] };
}

function comparisons(arm: ArmCurves, probe: ProbeRecord, part: ProbePart): readonly Comparison[] {
  const all = arm.branches.map((branch) => lossId(part, branch)).filter((id) => probe.losses.includes(id));
  const main = lossId(part, MAIN);
  const pairs = [...arm.shared].flatMap(([branch, stages]) =>
    [...stages].map(([stage, layers]): Comparison => ({
      branch,
      stage,
      pair: part === "rest" ? [lossId("ce", branch), lossId("rest", branch)] : [main, lossId(part, branch)],
      all,
      grams: gramsOf(probe, (layer) => layer.stage === stage && layers.has(layer.layer)),
    })),
  );
  const stages = [...new Set(probe.layers.map(({ stage }) => stage))];
  const together = stages.map((stage): Comparison => ({
    branch: MAIN,
    stage,
    pair: [main, main],
    all,
    grams: gramsOf(probe, (layer) => layer.stage === stage),
  }));
  return [...pairs, ...together];
}

function gramsOf(
  probe: ProbeRecord,
  selects: (layer: { readonly layer: string; readonly stage: StageId }) => boolean,
): Comparison["grams"] {
  const layers = probe.layers.filter(selects);
  return {
    whole: sumGram(probe, selects),
    layers: layers.map(({ layer }) => sumGram(probe, (other) => other.layer === layer)),
  };
}
