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
import { keyedGroups, MAX_LINK_CHARACTERS, MAX_PAIRS, partKeys, VERSION } from "./grammar";

/** What a link gave, and everything about it that its reader should know. */
export interface DecodedLink {
  readonly experiment: Experiment;
  readonly issues: readonly ConfigIssue[];
  /** The checksum was there and right. When not, embedded results must be ignored. */
  readonly intact: boolean;
  /** Pairs that this version does not know; to be written back. */
  readonly extras: readonly string[];
}

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
  const body = unescaped(text.slice(text.indexOf("#") + 1));
  const pairs = body.split("&");
  if (pairs[0] !== VERSION) {
    return fallback(
      "link",
      /^v\d+$/.test(pairs[0] ?? "")
        ? `was made with a newer version (${pairs[0]}); reload the page to update. Nothing was used.`
        : `does not start with ${VERSION}; it is not a Forklab link or its beginning was cut off. Nothing was used.`,
    );
  }
  if (pairs.length > MAX_PAIRS) {
    return fallback("link", `has ${pairs.length} settings; at most ${MAX_PAIRS} are read. Nothing was used.`);
  }
  const intact = hasRightChecksum(body);
  if (!intact) note("link", "was changed or cut off: its checksum is missing or does not match. Check what differs.");
  const { experiment, extras } = readPairs(pairs.slice(1), (error) => note(error.path, error.message));
  issues.push(...validate(experiment));
  return { experiment, issues, intact, extras };
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
  pairs: readonly string[],
  report: (error: ConfigError) => void,
): { readonly experiment: Experiment; readonly extras: readonly string[] } {
  const extras: string[] = [];
  const given = new Map<string, string>();
  const arms: { readonly letter: string; readonly text: string }[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    const key = equals < 0 ? pair : pair.slice(0, equals);
    const value = equals < 0 ? "" : pair.slice(equals + 1);
    if (key === "c") continue;
    if (given.has(key) || arms.some((arm) => arm.letter === key)) {
      report(new ConfigError(key, "each setting once", pair));
      extras.push(pair);
    } else if (ARM_LETTERS.some((letter) => letter === key)) arms.push({ letter: key, text: value });
    else given.set(key, value);
  }
  const take = (key: string): string | undefined => {
    const value = given.get(key);
    given.delete(key);
    return value;
  };

  const seedText = take("s");
  let { seed } = smallData;
  if (seedText !== undefined) seed = attempt(() => seedField.parse(seedText, "seed"), report) ?? seed;
  const parts = Object.entries(partKeys).map(
    ([key, name]) => [name, readPart(name, take(key), given, report, extras)] as const,
  );
  const groups = keyedGroups.map(({ group, fields, keys }) => {
    const raw: { [name: string]: string } = {};
    for (const [key, name] of Object.entries(keys)) {
      const value = take(key);
      if (value !== undefined) raw[name] = value;
    }
    return [group, parseFields(fields, raw, group, report)] as const;
  });
  for (const [key, value] of given) {
    report(new ConfigError(key, "a setting that this version knows", value));
    extras.push(`${key}=${value}`);
  }
  const experiment = {
    seed,
    ...Object.fromEntries(parts),
    ...Object.fromEntries(groups),
    arms: arms.length === 0 ? smallData.arms : readArms(arms, report, extras),
  } as unknown as Experiment;
  return { experiment, extras };
}

/** A catalogue part: its kind, then the settings that carry the kind's name. */
function readPart(
  name: (typeof partKeys)[keyof typeof partKeys],
  kindText: string | undefined,
  given: Map<string, string>,
  report: (error: ConfigError) => void,
  extras: string[],
): { readonly kind: string } {
  const entries = registries[name] ?? {};
  let { kind }: { kind: string } = smallData[name];
  if (kindText !== undefined) {
    if (findEntry(entries, kindText) === undefined) {
      report(new ConfigError(name, `one of ${Object.keys(entries).join(", ")}`, kindText));
      extras.push(`${name.charAt(0)}=${kindText}`);
    } else kind = kindText;
  }
  const raw: { [setting: string]: string } = {};
  for (const [key, value] of given) {
    if (!key.startsWith(`${kind}.`)) continue;
    raw[key.slice(kind.length + 1)] = value;
    given.delete(key);
  }
  return { kind, ...parseFields(findEntry(entries, kind)?.fields ?? {}, raw, kind, report) };
}

function readArms(
  blocks: readonly { readonly letter: string; readonly text: string }[],
  report: (error: ConfigError) => void,
  extras: string[],
): readonly Arm[] {
  return blocks.flatMap(({ letter, text }, index): readonly Arm[] => {
    if (letter !== ARM_LETTERS[index])
      report(new ConfigError(letter, `arms in order (${ARM_LETTERS[index]} next)`, text));
    const unknown: string[] = [];
    const arm = parseArm(text, letter, report, unknown);
    // An arm that asks for what does not exist here is kept in the link, not replaced.
    if (arm === undefined) extras.push(`${letter.toLowerCase()}.kept=${text}`);
    return arm === undefined ? [] : [arm];
  });
}

function attempt<T>(action: () => T, report: (error: ConfigError) => void): T | undefined {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    report(error);
    return undefined;
  }
}
