import type { ArmCurves, RunRecord } from "./runRecord";
import type { Series } from "./series";

/** A step and a value, in double precision. */
const ENTRY_BYTES = 16;

type Curves = Series | undefined | { readonly [key: string]: Curves };

/** About how much memory a record takes: its curves and the answers of its heads. */
export function recordBytes({ learningRate, stepMs, probeMs, arms }: RunRecord): number {
  return curveBytes({ learningRate, stepMs, probeMs }) + arms.reduce((sum, arm) => sum + armBytes(arm), 0);
}

/** What an arm's record has by step. */
const CURVES = [
  "total",
  "losses",
  "trainAccuracy",
  "metrics",
  "agreement",
  "normRatio",
  "measures",
  "features",
  "splitHalf",
  "blocks",
  "gains",
  "norm",
  "clipped",
] as const satisfies readonly (keyof ArmCurves)[];

function armBytes(arm: ArmCurves): number {
  const curves = CURVES.reduce((sum, name) => sum + curveBytes(arm[name]), 0);
  const { probes, ...noise } = arm.noise;
  const products = probes.reduce((sum, { groups }) => sum + 8 * groups.products.length, 0);
  const grams = arm.grams.reduce(
    (sum, { stages }) => sum + Object.values(stages).reduce((bytes, { byteLength }) => bytes + byteLength, 0),
    0,
  );
  const reference = (arm.referenceBatches ?? []).reduce(
    (sum, { probe }) =>
      sum + 8 * (probe.gram.length + (probe.classes?.groups ?? []).reduce((all, one) => all + one.products.length, 0)),
    0,
  );
  // Packed as text.
  const samples = arm.samples.reduce(
    (sum, { heads }) =>
      sum +
      Object.values(heads).reduce(
        (bytes, head) => bytes + head.guesses.length + head.confidence.length + (head.variance?.length ?? 0),
        0,
      ),
    0,
  );
  return curves + curveBytes({ ...noise }) + products + grams + reference + samples;
}

function curveBytes(curves: Curves): number {
  if (curves === undefined) return 0;
  if (isSeries(curves)) return ENTRY_BYTES * curves.length;
  return Object.values(curves).reduce((sum: number, inner) => sum + curveBytes(inner), 0);
}

function isSeries(curves: NonNullable<Curves>): curves is Series {
  return "columns" in curves && typeof curves.length === "number";
}
