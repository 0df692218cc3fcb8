import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { optimizers } from "../../catalog/optimizers";
import { findEntry, type Entry } from "../../catalog/registry";
import { ConfigError } from "../../schema/configError";
import { parseFields } from "../../schema/field";
import { ARM_LETTERS, type Arm, type Experiment } from "../experiment";
import { seedField } from "../fields";
import { smallData } from "../presets";
import { validate, type ConfigIssue } from "../validate";
import { parseArm } from "./arms";
import type { Claim, parseClaim } from "./claim";
import { takeClaim } from "./takeClaim";
import {
  armLetters,
  isInsideArm,
  isLinkText,
  keyedGroups,
  MAX_LINK_CHARACTERS,
  MAX_PAIRS,
  MAX_TEXT_CHARACTERS,
  PairBag,
  partKeys,
  SWEEP_KEYS,
  VERSION,
  VIEW_KEY,
  type Extras,
} from "./grammar";
import { findLink, mendedText } from "./mendLink";

/** What a link gave, and everything about it that its reader should know. */
export interface DecodedLink {
  readonly experiment: Experiment;
  readonly issues: readonly ConfigIssue[];
  /** A sentence on what programs did to the link on its way and was put right; absent when nothing. */
  readonly mended?: string;
  /** There is no link that could be read: the experiment is the default one, and nobody asked for it. */
  readonly unusable?: true;
  /** The checksum was there and right. When not, embedded results must be ignored. */
  readonly intact: boolean;
  /** What this version does not know; to be written back by `encodeLink`. */
  readonly extras: Extras;
  /** Results that the sender put in; only of a link that is intact, and only where somebody reads them. */
  readonly claim?: Claim;
  /** The same as it stands in the link, to be written back while the experiment stays what it is. */
  readonly claimTexts?: readonly string[];
}

/** Problems listed one by one; a link made of nothing but problems must not fill the page. */
const MAX_ISSUES = 40;

const registries: { readonly [part: string]: { readonly [kind: string]: Entry } } = {
  dataset: datasets,
  backbone: backbones,
  optimizer: optimizers,
};

/**
 * Reads a link: a hash with or without `#`, a whole address, or a message with one in it. This is the one reader of whatever
 * people open, paste, import or type. Never throws; whatever cannot be used is reported, and nothing is replaced silently.
 * @param readClaim `parseClaim`, for whoever shows or checks what the sender claims; it brings decompression along.
 * Work is bounded by the number of characters: of a link 8,000 at most and 256 pairs, of a text round it 32,000.
 */
export function decodeLink(text: string, readClaim?: typeof parseClaim): DecodedLink {
  const issues: ConfigIssue[] = [];
  const note = (path: string, message: string, blocking = false): void => void issues.push({ path, message, blocking });
  const fallback = (message: string): DecodedLink => {
    note("link", `${message} Nothing was used.`);
    return { experiment: smallData, issues, intact: false, unusable: true, extras: [] };
  };
  const tooLong = (length: number): DecodedLink =>
    fallback(`has ${length} characters; at most ${MAX_LINK_CHARACTERS} are read.`);
  if (text.length > MAX_TEXT_CHARACTERS) return tooLong(text.length);
  const found = findLink(text);
  if (found === undefined) {
    return fallback(`does not start with ${VERSION}; it is not a Forklab link or its beginning was cut off.`);
  }
  const { body, intact } = found;
  if (body.length > MAX_LINK_CHARACTERS) return tooLong(body.length);
  const [version = "", ...texts] = body.split("&");
  if (version !== VERSION) {
    return fallback(`was made with a newer version (${version}); reload the page to update.`);
  }
  if (texts.length >= MAX_PAIRS) {
    return fallback(`has ${texts.length + 1} settings; at most ${MAX_PAIRS} are read.`);
  }
  const sentence = mendedText(found);
  const mended = sentence === "" ? {} : { mended: sentence };
  if (!intact) note("link", body.includes("&c=") ? WRONG_CHECKSUM : NO_CHECKSUM);
  let more = 0;
  const report = (error: ConfigError): void => {
    if (issues.length < MAX_ISSUES) note(error.path, `expected ${error.expected}, got ${error.got}`);
    else more += 1;
  };
  const { experiment, extras, claimTexts } = readPairs(texts, report);
  const claimed = intact && claimTexts.length > 0;
  const claim = claimed ? readClaim?.(claimTexts, experiment, report) : undefined;
  if (!intact && claimTexts.length > 0) note("results", "were left out, because no checksum vouches for them");
  if (more > 0) note("link", `has ${more} more problems of this kind`);
  issues.push(...validate(experiment));
  return { experiment, issues, intact, ...mended, extras, ...(claim && { claim }), ...(claimed ? { claimTexts } : {}) };
}

const WRONG_CHECKSUM = "was changed or cut off: its checksum does not match. Check what differs.";
const NO_CHECKSUM = "is without a checksum. Typed by hand? If not, its end was cut off: check what differs.";

function readPairs(
  texts: readonly string[],
  report: (error: ConfigError) => void,
): { readonly experiment: Experiment; readonly extras: Extras; readonly claimTexts: readonly string[] } {
  const pairs = new PairBag(texts, ({ key, text }) => report(new ConfigError(key, "each setting once", text)));
  const extras: string[] = [];
  const keep = (text: string): void => {
    if (isLinkText(text)) extras.push(text);
  };
  pairs.take("c");
  const claimTexts = takeClaim(pairs);
  const seedText = pairs.take("s");
  const { seed } = parseFields(
    { seed: seedField },
    seedText === undefined ? {} : { seed: seedText },
    "experiment",
    report,
  );
  const parts = Object.entries(partKeys).map(
    ([key, name]) => [name, readPart(key, name, pairs, keep, report)] as const,
  );
  const groups = keyedGroups.map(({ group, fields, keys }) => {
    const raw: [string, string][] = [];
    for (const [key, name] of Object.entries(keys)) {
      const value = pairs.take(key);
      if (value !== undefined) raw.push([name, value]);
    }
    return [group, parseFields(fields, Object.fromEntries(raw), group, report)] as const;
  });
  const arms = readArms(pairs, keep, report);
  const isSweep = pairs.left.some(({ key }) => key === SWEEP_KEYS[0]);
  for (const { key, value, text } of pairs.left) {
    const known = key === VIEW_KEY || (isSweep && SWEEP_KEYS.includes(key));
    if (!known) report(new ConfigError(key, "a setting that this version knows", value));
    // At the top level that form is damage, and would read as a setting of an arm.
    if (!isInsideArm(text)) keep(text);
  }
  const experiment = {
    seed,
    ...Object.fromEntries(parts),
    ...Object.fromEntries(groups),
    arms,
  } as unknown as Experiment;
  return { experiment, extras, claimTexts };
}

/** A catalogue part: its kind, then the settings that carry the kind's name. */
function readPart(
  key: string,
  name: (typeof partKeys)[keyof typeof partKeys],
  pairs: PairBag,
  keep: (text: string) => void,
  report: (error: ConfigError) => void,
): { readonly kind: string } {
  const entries = registries[name] ?? {};
  const wanted = pairs.take(key);
  let { kind }: { kind: string } = smallData[name];
  if (wanted !== undefined) {
    if (findEntry(entries, wanted) === undefined) {
      report(new ConfigError(name, `one of ${Object.keys(entries).join(", ")}`, wanted));
      keep(`${key}=${wanted}`);
    } else kind = wanted;
  }
  const fields = findEntry(entries, kind)?.fields ?? {};
  return { kind, ...parseFields(fields, pairs.takeSettings(kind, fields), kind, report) };
}

function readArms(pairs: PairBag, keep: (text: string) => void, report: (error: ConfigError) => void): readonly Arm[] {
  const order = pairs.left.map(({ key }) => key);
  const given = ARM_LETTERS.flatMap((letter) => {
    const text = pairs.take(letter);
    return text === undefined ? [] : [{ letter, text, at: order.indexOf(letter) }];
  }).sort((a, b) => a.at - b.at);
  if (given.length === 0) return smallData.arms;
  const read = given.map(({ letter, text }, index) => {
    if (letter !== ARM_LETTERS[index]) {
      report(new ConfigError(letter, `arms in order (${ARM_LETTERS[index]} next)`, text));
    }
    const parsed = parseArm(text, letter, report);
    // An arm that asks for what does not exist here is kept in the link, not replaced.
    if (parsed === undefined && text !== "") keep(`${letter}=${text}`);
    return parsed;
  });
  const arms = read.filter((parsed) => parsed !== undefined);
  const kept = given.filter(({ text }, index) => read[index] === undefined && isLinkText(text));
  const letters = armLetters(
    arms.length,
    kept.map(({ letter }) => letter),
  );
  arms.forEach(({ unknown }, index) => {
    for (const text of unknown) keep(`${letters[index] ?? "D"};${text}`);
  });
  return arms.map(({ arm }) => arm);
}
