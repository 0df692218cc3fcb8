import { decodeLink } from "../../experiment/link/decode";
import { encodeLink } from "../../experiment/link/encode";
import { readPair, type Extras } from "../../experiment/link/grammar";
import { seedField } from "../../experiment/fields";
import type { ConfigIssue } from "../../experiment/validate";
import { ConfigError } from "../../schema/configError";
import { intList } from "../../schema/field";
import { idOfText } from "./idOfText";
import { MAX_SEEDS, makeSweep, type Sweep, type SweepPart } from "./sweep";

/** `ss=1.2.3`: a link that has it is a sweep whose arms are rows. */
export const seedsField = intList({
  label: "Seeds",
  help: "Every placement is trained once with each; more seeds narrow what can be said.",
  initial: [],
  min: 0,
  max: 2 ** 31 - 1,
  length: MAX_SEEDS,
});

/** Keys that only sweeps have: seeds and part. */
const SEEDS_KEY = "ss";
const PART_KEY = "pt";

/** What a sweep's link gave. */
export interface DecodedSweep {
  /** Undefined when the link holds no sweep, or one that cannot be made; `issues` says why. */
  readonly sweep?: Sweep;
  readonly issues: readonly ConfigIssue[];
  /** Settings that this version does not know, to be written back. */
  readonly extras: Extras;
}

/** A sweep as the hash of a link: the base experiment, whose arms are the rows, then `ss` and, for a share, `pt`. */
export function encodeSweep(sweep: Sweep, extras: Extras = []): string {
  const part = sweep.part === undefined ? [] : [`${PART_KEY}=${formatPart(sweep.part)}`];
  const { base, seeds } = sweep;
  // The base's seed is the first of the list; written once.
  return encodeLink({ ...base, seed: seedField.initial }, [
    `${SEEDS_KEY}=${seedsField.format(seeds)}`,
    ...part,
    ...extras,
  ]);
}

/** What a sweep is called wherever it runs: from its link without the part. */
export function sweepId({ base, seeds }: Sweep): string {
  return idOfText(encodeSweep({ base, seeds }));
}

/** Reads a sweep's link; never throws. The sites are those at which the arms fork. */
export function decodeSweep(text: string): DecodedSweep {
  const { experiment, issues, extras } = decodeLink(text);
  const own = new Map(extras.map(readPair).map(({ key, value }) => [key, value]));
  const seedsText = own.get(SEEDS_KEY);
  const others = extras.filter((extra) => ![SEEDS_KEY, PART_KEY].includes(readPair(extra).key));
  const rest = issues.filter(({ path }) => path !== SEEDS_KEY && path !== PART_KEY);
  if (seedsText === undefined) return { issues: rest, extras: others };
  try {
    const part = own.has(PART_KEY) ? parsePart(own.get(PART_KEY) ?? "", PART_KEY) : undefined;
    const sweep = sweepFrom(experiment, seedsField.parse(seedsText, SEEDS_KEY), part);
    return { sweep, issues: rest, extras: others };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { path, expected, got } = error;
    return { issues: [...rest, { path, message: `expected ${expected}, got ${got}`, blocking: true }], extras: others };
  }
}

/** `2-4` → the second of four. @throws ConfigError */
export function parsePart(text: string, path: string): SweepPart {
  const [, number, of] = /^(\d{1,4})-(\d{1,4})$/.exec(text) ?? [];
  const part = { number: Number(number), of: Number(of) };
  if (!(part.number >= 1 && part.number <= part.of)) {
    throw new ConfigError(path, "a part such as 2-4, the second of four", text);
  }
  return part;
}

/** The second of four → `2-4`. */
export function formatPart({ number, of }: SweepPart): string {
  return `${number}-${of}`;
}

/** The arms stay as they are, settings of single forks included; `makeSweep` checks the rest. */
function sweepFrom(base: Sweep["base"], seeds: readonly number[], part: SweepPart | undefined): Sweep {
  const sites = base.arms.flatMap(({ forks }) => forks.map(({ site }) => site));
  const checked = makeSweep(base, {
    sites: [...new Set(sites)],
    methods: base.arms.map(({ method }) => method.kind),
    seeds,
    ...(part === undefined ? {} : { part }),
  });
  return { ...checked, base: { ...checked.base, arms: base.arms } };
}
