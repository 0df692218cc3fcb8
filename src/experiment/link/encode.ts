import { checksum } from "../../random/checksum";
import { ARM_LETTERS, type Experiment } from "../experiment";
import { seedField } from "../fields";
import { backboneEntry, datasetEntry, optimizerEntry } from "../network";
import { smallData } from "../presets";
import { differences, formatArm } from "./arms";
import { keyedGroups, VERSION } from "./grammar";

/**
 * An experiment as the hash of a link, without the `#`: version, then what differs from the frozen defaults of v1, then
 * a checksum. Only `A-Z a-z 0-9 - . , ; = & ~` occur.
 * @param extras pairs that a newer version wrote and this one keeps, verbatim.
 */
export function encodeLink(experiment: Experiment, extras: readonly string[] = []): string {
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
  const arms = experiment.arms.map(formatArm);
  const defaults = smallData.arms.map(formatArm);
  if (arms.join("&") !== defaults.join("&")) {
    arms.forEach((arm, index) => pairs.push(`${ARM_LETTERS[index] ?? "D"}=${arm}`));
  }
  pairs.push(...extras);
  const text = pairs.join("&");
  return `${text}&c=${checksum(text)}`;
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
