import { RECORDED_RUN } from "../experiment/recordedRun";
import { remember } from "../experiment/remember";
import { derive, extend } from "../random/mix32";
import { textKey } from "../random/textKey";
import { repeatableColumns } from "./exportRun";
import type { RunRecord } from "./runRecord";

/*
 * All curves of a run in sixteen characters, so that a link can say that every one of them is equal to the last digit.
 *
 * Names, steps and values are folded in a fixed order into two keys of 32 bits. Values count in single precision, which is
 * what engines compute in. Against accidents, not against intent: whoever wants to can claim what never was.
 *
 * Which curves count is as frozen as links are: a reading that came later has no part in it, or the links of before would be
 * confirmed no more.
 */

/** Where the two keys start. */
const KEYS = [derive(1), derive(2)] as const;

const METRICS = "accuracy|top5|nll|ece|consensus|divergence|map|mapTrapezoid|cmc1|cmc5|cmc10";
const MEASURES = "cosine|layerCosine|conflict|magnitude|ratio|projection|cancellation|diversity|descent";
/** Names of all that counts. */
const COUNTS = new RegExp(
  [
    "^learningRate$",
    "^./(loss|train/accuracy|agreement|normRatio|fork)/",
    "^./splitHalf/[^/]+$",
    `^./(test|validation|final)/(${METRICS})/`,
    `^./measure/(${MEASURES})/`,
  ].join("|"),
  "u",
);

const value = new Float32Array(1);
const bits = new Int32Array(value.buffer);
/** The bits of a value that is no number, which are not the same everywhere. */
const NO_NUMBER = 0x7fc00000;

/** Sixteen digits from 0 to f over the curves and final values of a run that count; times are none. */
export const curveDigest = remember((record: RunRecord): string => {
  const keys: [number, number] = [...KEYS];
  const add = (part: number): void => {
    keys[0] = extend(keys[0], part);
    keys[1] = extend(keys[1], part);
  };
  const addValue = (number: number): void => {
    value[0] = number;
    add(Number.isNaN(number) ? NO_NUMBER : (bits[0] ?? 0));
  };
  for (const { name, series } of byName(repeatableColumns(record))) {
    if (series.length === 0 || !COUNTS.test(name)) continue;
    add(textKey(name));
    add(series.length);
    for (let at = 0; at < series.length; at += 1) {
      add(series.columns.steps[at] ?? 0);
      addValue(series.columns.values[at] ?? Number.NaN);
    }
  }
  for (const { name, number } of byName(finals(record))) {
    if (!COUNTS.test(name)) continue;
    add(textKey(name));
    addValue(number);
  }
  return keys.map((key) => key.toString(16).padStart(8, "0")).join("");
});

function finals(record: RunRecord) {
  return record.arms.flatMap(({ letter, final }) =>
    Object.entries(final?.values ?? {}).flatMap(([metric, byBranch]) =>
      Object.entries(byBranch).map(([branch, number]) => ({ name: `${letter}/final/${metric}/${branch}`, number })),
    ),
  );
}

/** In the order of code units: no language has a say in it. */
function byName<T extends { readonly name: string }>(all: readonly T[]): readonly T[] {
  return [...all].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * The digest of a run that every machine repeats to the last digit: it was made by the engine in WebAssembly from its first
 * step to its last. Undefined for any other run,
 * and for a recording, whose numbers are rounded.
 */
export function exactDigest(record: RunRecord): string | undefined {
  const isExact =
    record.phase === "completed" &&
    record.engine?.engine === "wasm" &&
    record.engineChanged !== true &&
    record.run !== RECORDED_RUN;
  return isExact ? curveDigest(record) : undefined;
}
