import { checksum } from "../../random/checksum";
import { ARM_LETTERS, type Experiment } from "../experiment";
import { seedField } from "../fields";
import { backboneEntry, datasetEntry, optimizerEntry } from "../network";
import { smallData } from "../presets";
import { differences, formatArm } from "./arms";
import {
  armLetters,
  isInsideArm,
  isLinkText,
  keptLetters,
  keyedGroups,
  readPair,
  VERSION,
  type Extras,
} from "./grammar";

/**
 * An experiment as the hash of a link, without the `#`: version, then what differs from the frozen defaults of v1, then
 * a checksum. Only `A-Z a-z 0-9 - . , ; = & ~` occur.
 * @param claim pairs of `formatClaim`, results that go along.
 * @param extras what a newer version wrote and this one keeps, verbatim; they belong to the link they were read from.
 */
export function encodeLink(experiment: Experiment, extras: Extras = [], claim: readonly string[] = []): string {
  const pairs: string[] = [VERSION];
  if (experiment.seed !== seedField.initial) pairs.push(`s=${seedField.format(experiment.seed)}`);
  pairs.push(
    ...part("d", experiment.dataset, smallData.dataset.kind, datasetEntry(experiment.dataset.kind)),
    ...part("b", experiment.backbone, smallData.backbone.kind, backboneEntry(experiment.backbone.kind)),
    ...part("o", experiment.optimizer, smallData.optimizer.kind, optimizerEntry(experiment.optimizer.kind)),
  );
  for (const { group, fields, keys } of keyedGroups) {
    const values: { readonly [name: string]: unknown } = experiment[group];
    for (const [key, name] of Object.entries(keys)) {
      const field = fields[name];
      if (field === undefined) continue;
      const text = field.format(values[name]);
      if (text !== field.format(field.initial)) pairs.push(`${key}=${text}`);
    }
  }
  pairs.push(...armPairs(experiment, extras));
  const taken = new Set(pairs.map((pair) => readPair(pair).key));
  // What the user has since chosen goes before what could not be read; what belongs to arms is written already.
  pairs.push(...extras.filter((extra) => isLinkText(extra) && !isInsideArm(extra) && !taken.has(readPair(extra).key)));
  pairs.push(...claim.filter(isLinkText));
  const text = pairs.join("&");
  return `${text}&c=${checksum(text)}`;
}

function armPairs(experiment: Experiment, extras: Extras): readonly string[] {
  const kept = keptLetters(extras);
  const inside = extras.filter((extra) => isLinkText(extra) && isInsideArm(extra));
  const arms = experiment.arms.map(formatArm);
  const usual = arms.join("&") === smallData.arms.map(formatArm).join("&");
  if (usual && kept.length === 0 && inside.length === 0) return [];
  // No arms at all must not read as the default ones.
  if (arms.length === 0 && kept.length === 0) return ["A="];
  const letters = armLetters(arms.length, kept);
  const blocks = new Map(extras.filter(isLinkText).map((extra) => [readPair(extra).key, extra]));
  arms.forEach((arm, index) => {
    const letter = letters[index] ?? "D";
    const own = inside.filter((extra) => extra.startsWith(`${letter};`)).map((extra) => extra.slice(1));
    blocks.set(letter, `${letter}=${arm}${own.join("")}`);
  });
  return ARM_LETTERS.flatMap((letter) => blocks.get(letter) ?? []);
}

function part(
  key: string,
  config: { readonly kind: string; readonly [name: string]: unknown },
  defaultKind: string,
  entry: { readonly fields: Parameters<typeof differences>[1] },
): string[] {
  const kind = config.kind === defaultKind ? [] : [`${key}=${config.kind}`];
  return [...kind, ...differences(config.kind, entry.fields, config)];
}
