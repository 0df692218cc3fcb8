import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { optimizers } from "../../catalog/optimizers";
import { findEntry, type Entry } from "../../catalog/registry";
import { ConfigError } from "../../schema/configError";
import { parseFields } from "../../schema/field";
import { ARM_LETTERS, type Arm, type Experiment } from "../experiment";
import { seedField } from "../fields";
import { smallData } from "../presets";
import type { ConfigIssue, IssueFault, UnusableLink } from "../issue";
import { validate } from "../validate";
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
import { findLink, type MendedLink } from "./mendLink";

/** What a link gave, and everything about it that its reader should know. */
export interface DecodedLink {
  readonly experiment: Experiment;
  readonly issues: readonly ConfigIssue[];
  /** What programs did to the link on its way and was put right; absent when nothing. */
  readonly mended?: MendedLink;
  /** Why there is no link that could be read: the experiment is the default one, and nobody asked for it. */
  readonly unusable?: UnusableLink;
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
  const note = (path: string, what: IssueFault): void => void issues.push({ path, what, blocking: false });
  const fallback = (why: UnusableLink): DecodedLink => {
    note("link", why);
    return { experiment: smallData, issues, intact: false, unusable: why, extras: [] };
  };
  const tooLong = (length: number): DecodedLink =>
    fallback({ code: "linkTooLong", characters: length, most: MAX_LINK_CHARACTERS });
  if (text.length > MAX_TEXT_CHARACTERS) return tooLong(text.length);
  const found = findLink(text);
  if (found === undefined) {
    return fallback({ code: "noLink", version: VERSION });
  }
  const { body, intact } = found;
  if (body.length > MAX_LINK_CHARACTERS) return tooLong(body.length);
  const [version = "", ...texts] = body.split("&");
  if (version !== VERSION) {
    return fallback({ code: "newerLink", version });
  }
  if (texts.length >= MAX_PAIRS) {
    return fallback({ code: "tooManySettings", count: texts.length + 1, most: MAX_PAIRS });
  }
  const mended = found.mended.length === 0 ? {} : { mended: { repairs: found.mended, intact } };
  if (!intact) note("link", { code: body.includes("&c=") ? "wrongChecksum" : "noChecksum" });
  let more = 0;
  const report = (error: ConfigError): void => {
    if (issues.length < MAX_ISSUES) note(error.path, error.fault);
    else more += 1;
  };
  const { experiment, extras, claimTexts } = readPairs(texts, report);
  const claimed = intact && claimTexts.length > 0;
  const claim = claimed ? readClaim?.(claimTexts, experiment, report) : undefined;
  if (!intact && claimTexts.length > 0) note("results", { code: "resultsLeftOut" });
  if (more > 0) note("link", { code: "moreProblems", count: more });
  issues.push(...validate(experiment));
  return { experiment, issues, intact, ...mended, extras, ...(claim && { claim }), ...(claimed ? { claimTexts } : {}) };
}

function readPairs(
  texts: readonly string[],
  report: (error: ConfigError) => void,
): { readonly experiment: Experiment; readonly extras: Extras; readonly claimTexts: readonly string[] } {
  const pairs = new PairBag(texts, ({ key, text }) => report(new ConfigError(key, { code: "once" }, text)));
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
    if (!known) report(new ConfigError(key, { code: "known" }, value));
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
      report(new ConfigError(name, { code: "oneOf", names: Object.keys(entries) }, wanted));
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
      report(new ConfigError(letter, { code: "nextArm", letter: ARM_LETTERS[index] ?? "" }, text));
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
