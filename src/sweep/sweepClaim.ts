import { ENGINE_VERSION } from "../experiment/engineVersion";
import { mainAccuracy, weakest } from "./cellResult";
import type { SweepCell } from "./expandSweep";
import { resultOf, type ResultsByCell } from "./mergeResults";

/** What the sender of a link says came out of one run; nothing of it is known to be true until it was run again. */
export interface ClaimedCell {
  readonly status: "done" | "diverged";
  /** Of main on the whole test set. */
  readonly accuracy?: number;
  /** Of the weakest branch in the first fifth of the steps; undefined without a branch. */
  readonly early?: number;
}

/** Results by cell, and the version of the arithmetic that made them. */
export interface SweepClaim {
  readonly version: string;
  readonly cells: ReadonlyMap<string, ClaimedCell>;
}

/** Longer links do not fit everywhere; the file is then the way. */
export const MAX_CLAIM_LINK = 2000;

/** Accuracies in ten-thousandths as three digits to the base of 36; above them codes for what is no accuracy. */
const ACCURACIES = 10_000;
const MISSING = 10_001;
const DIVERGED = 10_002;
/** Cosines in 1,200 steps from −1 to 1, as two digits; above them none. */
const COSINES = 1_200;
const NO_COSINE = 1_201;
const WIDTH = 5;

/** Results as link text: `1.` (the version), then five characters per cell, whatever the part. */
export function formatSweepClaim(cells: readonly SweepCell[], results: ResultsByCell): string {
  const digits = (value: number, width: number): string => value.toString(36).padStart(width, "0");
  const body = cells.map(({ id }) => {
    const result = resultOf(results, id);
    const accuracy = result && mainAccuracy(result);
    const early = result && weakest(result.early);
    const code =
      accuracy !== undefined ? Math.round(accuracy * ACCURACIES) : result?.status === "diverged" ? DIVERGED : MISSING;
    const cosine = early === undefined ? NO_COSINE : Math.round(((early + 1) / 2) * COSINES);
    return digits(code, 3) + digits(Math.min(NO_COSINE, Math.max(0, cosine)), 2);
  });
  return `${ENGINE_VERSION}.${body.join("")}`;
}

/** @returns undefined for text that is no result of these cells; never throws. */
export function parseSweepClaim(text: string, cells: readonly SweepCell[]): SweepClaim | undefined {
  const [, version, body = ""] = /^([0-9a-zA-Z-]{1,20})\.([0-9a-z]*)$/.exec(text) ?? [];
  if (version === undefined || body.length !== WIDTH * cells.length) return undefined;
  const found = new Map<string, ClaimedCell>();
  for (const [index, { id }] of cells.entries()) {
    const code = Number.parseInt(body.slice(WIDTH * index, WIDTH * index + 3), 36);
    const cosine = Number.parseInt(body.slice(WIDTH * index + 3, WIDTH * (index + 1)), 36);
    if (code > DIVERGED || cosine > NO_COSINE) return undefined;
    const early = cosine === NO_COSINE ? {} : { early: (2 * cosine) / COSINES - 1 };
    if (code === DIVERGED) found.set(id, { status: "diverged", ...early });
    else if (code <= ACCURACIES) found.set(id, { status: "done", accuracy: code / ACCURACIES, ...early });
  }
  return { version, cells: found };
}
