import { backbones } from "../../catalog/backbones";
import { datasets } from "../../catalog/datasets";
import { optimizers } from "../../catalog/optimizers";
import { findEntry, type Entry } from "../../catalog/registry";
import { checksum } from "../../random/checksum";
import { ConfigError } from "../../schema/configError";
import { parseFields } from "../../schema/field";
import { ARM_LETTERS, type Arm, type Experiment } from "../experiment";
import { seedField } from "../fields";
import { smallData } from "../presets";
import { validate, type ConfigIssue } from "../validate";
import { parseArm } from "./arms";
import { parseClaim, takeClaim, type Claim } from "./claim";
import {
  armLetters,
  isInsideArm,
  isLinkText,
  keyedGroups,
  MAX_LINK_CHARACTERS,
  MAX_PAIRS,
  PairBag,
  partKeys,
  SWEEP_KEYS,
  VERSION,
  VIEW_KEY,
  type Extras,
} from "./grammar";

/** What a link gave, and everything about it that its reader should know. */
export interface DecodedLink {
  readonly experiment: Experiment;
  readonly issues: readonly ConfigIssue[];
  /** The checksum was there and right. When not, embedded results must be ignored. */
  readonly intact: boolean;
  /** What this version does not know; to be written back by `encodeLink`. */
  readonly extras: Extras;
  /** Results that the sender put in; only of a link that is intact. */
  readonly claim?: Claim;
  /** The same as it stood in the link, to be written back while the experiment stays what it is. */
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
 * Reads the hash of a link. Never throws; whatever cannot be used is reported, and nothing is replaced silently.
 * Work is bounded by the number of characters: 8,000 at most, 256 pairs at most.
 * @param text with or without the leading `#`, or a whole address that contains one.
 */
export function decodeLink(text: string): DecodedLink {
  const issues: ConfigIssue[] = [];
  const note = (path: string, message: string, blocking = false): void => void issues.push({ path, message, blocking });
  const fallback = (path: string, message: string): DecodedLink => {
    note(path, message);
    return { experiment: smallData, issues, intact: false, extras: [] };
  };
  if (text.length > MAX_LINK_CHARACTERS) {
    return fallback(
      "link",
      `has ${text.length} characters; at most ${MAX_LINK_CHARACTERS} are read. Nothing was used.`,
    );
  }
  const body = unescaped(text.slice(text.indexOf("#") + 1).trim());
  const pairs = body.split("&");
  if (pairs[0] !== VERSION) {
    return fallback(
      "link",
      /^v[1-9]\d{0,3}$/.test(pairs[0] ?? "")
        ? `was made with a newer version (${pairs[0]}); reload the page to update. Nothing was used.`
        : `does not start with ${VERSION}; it is not a Forklab link or its beginning was cut off. Nothing was used.`,
    );
  }
  if (pairs.length > MAX_PAIRS) {
    return fallback("link", `has ${pairs.length} settings; at most ${MAX_PAIRS} are read. Nothing was used.`);
  }
  const intact = hasRightChecksum(body);
  if (!intact) note("link", "was changed or cut off: its checksum is missing or does not match. Check what differs.");
  let more = 0;
  const report = (error: ConfigError): void => {
    if (issues.length < MAX_ISSUES) note(error.path, `expected ${error.expected}, got ${error.got}`);
    else more += 1;
  };
  const { experiment, extras, claimTexts } = readPairs(pairs.slice(1), report);
  const claim = intact && claimTexts.length > 0 ? parseClaim(claimTexts, experiment, report) : undefined;
  if (!intact && claimTexts.length > 0) note("results", "were left out, because the link was changed or cut off");
  if (more > 0) note("link", `has ${more} more problems of this kind`);
  issues.push(...validate(experiment));
  return { experiment, issues, intact, extras, ...(claim === undefined ? {} : { claim, claimTexts }) };
}

function hasRightChecksum(body: string): boolean {
  const at = body.lastIndexOf("&c=");
  return at >= 0 && body.slice(at + 3) === checksum(body.slice(0, at));
}

/** Some programs percent-encode a link's `~ , ;` on the way; malformed escapes stay as they are. */
function unescaped(text: string): string {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

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
