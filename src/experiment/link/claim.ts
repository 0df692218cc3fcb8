import { ConfigError } from "../../schema/configError";
import type { Expected } from "../../schema/expected";
import { formatNumber, readNumber } from "../../schema/formatNumber";
import type { Experiment } from "../experiment";
import { claimShape, type ClaimShape } from "./claimShape";
import { packCurves, unpackCurves } from "./packCurves";
import { linkToText, plainText, textToLink } from "./text";

type Values = readonly (readonly (number | null)[])[];

/** What the sender of a link says came out; nothing of it is known to be true until it was run again. */
export interface Claim {
  /** `[arms][heads]` accuracy on the whole test set, branches in trunk order, main last; null where there is none. */
  readonly finals?: Values;
  /** `[arms × heads][steps]` accuracy, steps as `ClaimShape` says. */
  readonly curves?: Values;
  /** `[arms × pairs][steps]` cosines. */
  readonly map?: Values;
  readonly note?: string;
  /** Version of the arithmetic. */
  readonly engine?: string;
  /** Backend and vendor, coarse. */
  readonly hardware?: string;
  /**
   * Sixteen digits from 0 to f over every curve, of a run that every machine repeats to the last digit on the engine in
   * WebAssembly.
   */
  readonly exact?: string;
}

/** Keys of a claim, in the order in which they are written. */
export const MAX_NOTE = 280;
const ACCURACY = { low: 0, high: 1 };
const COSINE = { low: -1, high: 1 };
const DIGEST = /^[0-9a-f]{16}$/;
const SHORT = /^[A-Za-z0-9.-]{1,40}$/;

/** A claim as pairs of a link: `e=1`, `r=41,55.2;44,58`, `rc=1…`, `rg=2…`, `nt=…`, `ex=…`. */
export function formatClaim({ finals, curves, map, note, engine, hardware, exact }: Claim): readonly string[] {
  const percent = (value: number | null): string =>
    value === null ? "-" : formatNumber(Math.round(value * 1e4) / 100);
  const words = note === undefined ? "" : plainText(note, MAX_NOTE);
  return [
    ...(engine === undefined ? [] : [`e=${engine}`]),
    ...(hardware === undefined || hardware === "" ? [] : [`hw=${hardware}`]),
    ...(finals === undefined ? [] : [`r=${finals.map((arm) => arm.map(percent).join(",")).join(";")}`]),
    ...(curves === undefined ? [] : [`rc=${packCurves(curves, 1, ACCURACY)}`]),
    ...(map === undefined || map.length === 0 ? [] : [`rg=${packCurves(map, 2, COSINE)}`]),
    ...(words === "" ? [] : [`nt=${textToLink(words)}`]),
    ...(exact === undefined ? [] : [`ex=${exact}`]),
  ];
}

/** Reads the pairs of a claim that belongs to an experiment; what cannot be used is reported and left out. */
export function parseClaim(
  texts: readonly string[],
  experiment: Experiment,
  report: (error: ConfigError) => void,
): Claim {
  const given = new Map(texts.map((text) => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]));
  const shape = given.has("r") || given.has("rc") || given.has("rg") ? shapeOf(experiment) : undefined;
  const read = <T>(key: string, expected: Expected, parse: (text: string) => T | undefined): T | undefined => {
    const text = given.get(key);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) report(new ConfigError(key, expected, text.slice(0, 40)));
    return value;
  };
  const short = (text: string): string | undefined => (SHORT.test(text) ? text : undefined);
  const claim = {
    engine: read("e", { code: "version" }, short),
    hardware: read("hw", { code: "hardware" }, short),
    finals: read("r", { code: "finals" }, (text) => parseFinals(text, shape)),
    curves: read(
      "rc",
      { code: "curves" },
      (text) => shape && unpackCurves(text, count(shape.heads), shape.curveSteps.length, ACCURACY),
    ),
    map: read(
      "rg",
      { code: "map" },
      (text) => shape && unpackCurves(text, count(shape.pairs), shape.mapSteps.length, COSINE),
    ),
    note: read("nt", { code: "printable", most: MAX_NOTE }, (text) => {
      const note = linkToText(text);
      return note !== undefined && note !== "" && note === plainText(note, MAX_NOTE) ? note : undefined;
    }),
    exact: read("ex", { code: "digest" }, (text) => (DIGEST.test(text) ? text : undefined)),
  };
  return Object.fromEntries(Object.entries(claim).filter(([, value]) => value !== undefined));
}

const count = (groups: readonly (readonly unknown[])[]): number => groups.reduce((sum, group) => sum + group.length, 0);

function shapeOf(experiment: Experiment): ClaimShape | undefined {
  try {
    return claimShape(experiment);
  } catch {
    // Validation says what is wrong with the experiment; results of what cannot be built mean nothing.
    return undefined;
  }
}

function parseFinals(text: string, shape: ClaimShape | undefined): Values | undefined {
  const arms = text.split(";").map((arm) => arm.split(","));
  if (shape === undefined || arms.length !== shape.heads.length) return undefined;
  const read = arms.map((values, arm) =>
    values.length === shape.heads[arm]?.length ? values.map(parsePercent) : [undefined],
  );
  const known = read.map((values) => values.filter((value) => value !== undefined));
  return known.every((values, arm) => values.length === read[arm]?.length) ? known : undefined;
}

function parsePercent(text: string): number | null | undefined {
  if (text === "-") return null;
  const value = readNumber(text);
  return value !== undefined && value >= 0 && value <= 100 ? value / 100 : undefined;
}
