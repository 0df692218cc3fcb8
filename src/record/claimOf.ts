import { ENGINE_VERSION } from "../experiment/engineVersion";
import { CODEC_ERROR } from "../experiment/link/packCurves";
import { claimShape } from "../experiment/link/claimShape";
import type { Claim } from "../experiment/link/claim";
import { headlineMetric } from "../experiment/headlineMetric";
import { datasetInfoOf } from "../experiment/network";
import { watchedImages } from "../experiment/validation";
import { MAIN } from "../graph/networkGraph";
import type { EngineRecord } from "../protocol/event";
import { remember } from "../experiment/remember";
import { exactDigest } from "./curveDigest";
import type { RunRecord } from "./runRecord";
import { latest, type Series } from "./series";

/** The value at exactly this step; null where the run has none. */
function valueAt(series: Series | undefined, step: number): number | null {
  const point = series === undefined ? undefined : latest(series, step);
  return point === undefined || point.step !== step || !Number.isFinite(point.value) ? null : point.value;
}

/** What a link may say of a run's results; undefined before the whole test set was classified at the end. */
export const claimOf = remember((record: RunRecord): Claim | undefined => {
  if (record.arms.some(({ final }) => final === undefined)) return undefined;
  const { heads, pairs, curveSteps, mapSteps } = claimShape(record.experiment);
  const metric = headlineMetric(datasetInfoOf(record.experiment));
  const finals = heads.map((branches, arm) =>
    branches.map((branch) => {
      const value = record.arms[arm]?.final?.values[metric]?.[branch];
      return value === undefined || !Number.isFinite(value) ? null : value;
    }),
  );
  const curves = heads.flatMap((branches, arm) =>
    branches.map((branch) => curveSteps.map((step) => valueAt(record.arms[arm]?.metrics[metric]?.[branch], step))),
  );
  const map = pairs.flatMap((own, arm) =>
    own.map(({ branch, stage }) => mapSteps.map((step) => valueAt(record.arms[arm]?.agreement[branch]?.[stage], step))),
  );
  const exact = exactDigest(record);
  const hardware = record.engine === undefined ? {} : { hardware: coarseHardware(record.engine) };
  return {
    engine: ENGINE_VERSION,
    ...hardware,
    finals,
    curves,
    ...(mapSteps.length > 0 && map.length > 0 ? { map } : {}),
    ...(exact === undefined ? {} : { exact }),
  };
});

/** Backend and maker: `webgpu-apple`, `cpu`. */
export function coarseHardware({ backend, adapter }: EngineRecord): string {
  const maker = ["apple", "nvidia", "amd", "intel", "qualcomm", "arm", "swiftshader", "llvmpipe"].find((name) =>
    adapter.toLowerCase().includes(name),
  );
  return maker === undefined ? backend : `${backend}-${maker}`;
}

/** A head of an arm at a step: where two results are furthest apart. */
export interface Where {
  readonly arm: number;
  readonly branch: string;
  readonly step: number;
}

/** What a run says of a claim. */
export type Verdict =
  /** Not run to the end here. */
  | { readonly kind: "claimed" }
  | {
      readonly kind: "reproduced" | "differs";
      readonly gap: number;
      readonly where: Where;
      /** No value differs by more than what the link's own rounding explains. */
      readonly exact: boolean;
      /**
       * Both were made by the engine that gives the same bits everywhere: whether every curve is equal to the last digit.
       * Absent where one of them was not, or where the link does not say.
       */
      readonly everyCurve?: boolean;
    };

/** Devices that add in another order end this far apart. */
export const SPREAD = 0.01;
/** What rounding to hundredths of a percent, and to bytes, may add. */
const ROUNDING = { final: 0.0001, curve: 0.002 };
/** Half of a link's last digit: hundredths of a percent, and the levels of a curve; with room for float64. */
const DIGITS = { final: 0.5e-4 + 1e-9, curve: CODEC_ERROR[1] + 1e-9 };

/**
 * Compares a claim with a run of the same experiment: reproduced when every final accuracy and every point of the curves
 * lies within {@link SPREAD}, or within two images of the set where that is more; and where both were made by the engine
 * that repeats every bit, when all their curves are equal to the last digit.
 */
export function verdictOn(claim: Claim, record: RunRecord, spread = SPREAD): Verdict {
  const own = claimOf(record);
  if (own === undefined || record.phase !== "completed") return { kind: "claimed" };
  const { heads, curveSteps } = claimShape(record.experiment);
  const images = record.arms[0]?.final?.images ?? 1;
  const limits = {
    final: Math.max(spread, 2 / images) + ROUNDING.final,
    curve:
      Math.max(spread, 2 / Math.min(watchedImages(record.experiment), record.experiment.measure.evaluateImages)) +
      ROUNDING.curve,
  };
  let within = true;
  let exact = true;
  let gap = 0;
  let where: Where = { arm: 0, branch: MAIN, step: record.step };
  const look = (
    theirs: number | null | undefined,
    mine: number | null | undefined,
    limit: number,
    digits: number,
    at: Where,
  ): void => {
    if (theirs === undefined) return;
    // A gap stands for a number that was none: it must be one here, too.
    const apart = theirs === null || mine == null ? (theirs === (mine ?? null) ? 0 : 1) : Math.abs(theirs - mine);
    if (apart > limit) within = false;
    if (apart > digits) exact = false;
    if (apart > gap) [gap, where] = [apart, at];
  };
  let row = 0;
  heads.forEach((branches, arm) =>
    branches.forEach((branch, head) => {
      look(claim.finals?.[arm]?.[head], own.finals?.[arm]?.[head], limits.final, DIGITS.final, {
        arm,
        branch,
        step: record.step,
      });
      curveSteps.forEach((step, point) =>
        look(claim.curves?.[row]?.[point], own.curves?.[row]?.[point], limits.curve, DIGITS.curve, {
          arm,
          branch,
          step,
        }),
      );
      row += 1;
    }),
  );
  const comparable = claim.exact !== undefined && own.exact !== undefined && claim.engine === own.engine;
  const everyCurve = comparable ? { everyCurve: claim.exact === own.exact } : {};
  // On an engine that repeats every bit, what is merely close is another result.
  const agrees = within && everyCurve.everyCurve !== false;
  return { kind: agrees ? "reproduced" : "differs", gap, where, exact, ...everyCurve };
}
