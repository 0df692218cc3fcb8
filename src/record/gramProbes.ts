import { HALF, lossId, sumGram } from "../graph/agreement";
import type { ProbeRecord } from "../protocol/event";
import type { ArmCurves, GramProbe } from "./runRecord";
import { thinned } from "./thinned";

const LABEL = lossId("ce", "");

/** The kept matrices with those of one more probe; of a long run not all are kept. */
export function withGrams(grams: ArmCurves["grams"], step: number, probe: ProbeRecord): ArmCurves["grams"] {
  const rows = probe.losses.flatMap((id, row) => (id.startsWith(LABEL) && id !== HALF ? [row] : []));
  const heads = rows.map((row) => (probe.losses[row] ?? "").slice(LABEL.length));
  const stages = [...new Set(probe.layers.map(({ stage }) => stage))].map((stage) => {
    const { values } = sumGram(probe, (layer) => layer.stage === stage);
    const size = probe.losses.length;
    return [
      stage,
      Float64Array.from(rows.flatMap((a) => rows.map((b) => values[a * size + b] ?? Number.NaN))),
    ] as const;
  });
  const next: GramProbe = { step, heads, stages: Object.fromEntries(stages) };
  return thinned(grams, next, heads.length ** 2 * stages.length);
}
