import { decodeLink } from "../experiment/link/decode";
import { encodeLink } from "../experiment/link/encode";
import { readPair, SWEEP_KEYS, type Extras } from "../experiment/link/grammar";
import { forkWeightField, seedField } from "../experiment/fields";
import type { MendedLink } from "../experiment/link/mendLink";
import type { ConfigIssue } from "../experiment/issue";
import { ShapeError } from "../graph/shape";
import { SiteError } from "../graph/spec";
import { ConfigError } from "../schema/configError";
import { intList } from "../schema/field";
import { formatNumber } from "../schema/formatNumber";
import { designOf } from "./designNames";
import { readFurther, type FurtherValues } from "./furtherField";
import { idOfText } from "./idOfText";
import { checkSize, makeSweep, MAX_SEEDS, type Sweep, type SweepPart } from "./sweep";

/** `ss=1.2.3`: a link that has it is a sweep whose arms are rows. */
export const seedsField = intList({
  label: "Seeds",
  help: "Every placement is trained once with each; more seeds narrow what can be said.",
  initial: [],
  min: 0,
  max: 2 ** 31 - 1,
  length: MAX_SEEDS,
});

/** What a sweep's link gave. */
export interface DecodedSweep {
  /** Undefined when the link holds no sweep, or one that cannot be made; `issues` says why. */
  readonly sweep?: Sweep;
  readonly issues: readonly ConfigIssue[];
  /** What was put right about the link. */
  readonly mended?: MendedLink;
  /** Settings that this version does not know, to be written back. */
  readonly extras: Extras;
  /** Results that the sender put in, as text; only of a link that is intact. */
  readonly claim?: string;
}

/**
 * A sweep as the hash of a link: the base experiment, whose arms are the methods, then `ss`, further dimensions, and for
 * a share `pt`.
 * @param claim results that go along, as `formatSweepClaim` writes them
 */
export function encodeSweep(sweep: Sweep, extras: Extras = [], claim?: string): string {
  const { base, seeds, designs, weights, further, part } = sweep;
  // The base's seed is the first of the list; written once.
  return encodeLink({ ...base, seed: seedField.initial }, [
    `ss=${seedsField.format(seeds)}`,
    ...(designs === undefined ? [] : [`sd=${designs.join("~")}`]),
    ...(weights === undefined ? [] : [`sw=${weights.map(formatNumber).join("~")}`]),
    ...(further === undefined ? [] : [`sf=${[further.path, ...further.values].join("~")}`]),
    ...(part === undefined ? [] : [`pt=${formatPart(part)}`]),
    ...(claim === undefined ? [] : [`sr=${claim}`]),
    ...extras,
  ]);
}

/** What a sweep is called wherever it runs: from its link without the part. */
export function sweepId({ part: _, ...whole }: Sweep): string {
  return idOfText(encodeSweep(whole));
}

/** Reads a sweep's link; never throws. The sites are those at which the arms fork. */
export function decodeSweep(text: string): DecodedSweep {
  const { experiment, issues, mended, extras, intact } = decodeLink(text);
  const own = new Map(extras.map(readPair).map(({ key, value }) => [key, value]));
  const others = extras.filter((extra) => !isSweepKey(readPair(extra).key));
  const rest = issues.filter(({ path }) => !isSweepKey(path));
  if (!own.has("ss")) return { issues: rest, extras: others };
  try {
    const sweep = sweepFrom(experiment, own);
    const claim = intact ? own.get("sr") : undefined;
    return { sweep, issues: rest, ...(mended && { mended }), extras: others, ...(claim && { claim }) };
  } catch (error) {
    const issue = setupIssue(error);
    if (issue === undefined) throw error;
    return { issues: [...rest, issue], extras: others };
  }
}

/** A fault of a set-up as an issue; undefined for any other error. */
export function setupIssue(error: unknown): ConfigIssue | undefined {
  if (error instanceof ConfigError) {
    return { path: error.path, what: error.fault, blocking: true };
  }
  // A trunk that cannot be built has no sites to choose from.
  const broken = error instanceof SiteError || error instanceof ShapeError;
  return broken ? { path: "backbone", what: error.fault, blocking: true } : undefined;
}

/** `2-4` → the second of four. @throws ConfigError */
export function parsePart(text: string, path: string): SweepPart {
  const [, number, of] = /^(\d{1,4})-(\d{1,4})$/.exec(text) ?? [];
  const part = { number: Number(number), of: Number(of) };
  if (!(part.number >= 1 && part.number <= part.of)) {
    throw new ConfigError(path, { code: "part" }, text);
  }
  return part;
}

/** The second of four → `2-4`. */
export function formatPart({ number, of }: SweepPart): string {
  return `${number}-${of}`;
}

/** Weights as typed or as in a link. @throws ConfigError */
export function parseWeights(texts: readonly string[], path: string): readonly number[] {
  return texts.map((text) => forkWeightField.parse(text, path));
}

function isSweepKey(key: string): boolean {
  return SWEEP_KEYS.includes(key);
}

/** The arms stay as they are, settings of single forks included; `makeSweep` checks the rest. */
function sweepFrom(base: Sweep["base"], own: ReadonlyMap<string, string>): Sweep {
  const list = (key: string): readonly string[] | undefined => own.get(key)?.split("~");
  const part = own.has("pt") ? parsePart(own.get("pt") ?? "", "pt") : undefined;
  const sites = [...new Set(base.arms.flatMap(({ forks }) => forks.map(({ site }) => site)))];
  const checked = makeSweep(base, {
    sites,
    methods: base.arms.map(({ method }) => method.kind),
    seeds: seedsField.parse(own.get("ss"), "ss"),
    ...(part === undefined ? {} : { part }),
  });
  const designs = list("sd");
  for (const name of designs ?? []) designOf(name, "sd");
  const weights = list("sw");
  const further = furtherOf(base, list("sf"));
  const sweep: Sweep = {
    ...checked,
    base: { ...checked.base, arms: base.arms },
    ...(designs === undefined ? {} : { designs }),
    ...(weights === undefined ? {} : { weights: parseWeights(weights, "sw") }),
    ...(further === undefined ? {} : { further }),
  };
  checkSize(sweep, sites.length);
  return sweep;
}

function furtherOf(base: Sweep["base"], parts: readonly string[] | undefined): FurtherValues | undefined {
  if (parts === undefined) return undefined;
  const [path = "", ...values] = parts;
  return readFurther(base, path, values);
}
