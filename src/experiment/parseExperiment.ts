import { backbones } from "../catalog/backbones";
import { branches } from "../catalog/branches";
import { datasets } from "../catalog/datasets";
import { methods } from "../catalog/methods";
import { optimizers } from "../catalog/optimizers";
import { entryOf, type Entry } from "../catalog/registry";
import { ConfigError } from "../schema/configError";
import { parseFields, type Fields, type Values } from "../schema/field";
import { MAX_ARMS, MAX_FORKS, type Arm, type Experiment, type Fork } from "./experiment";
import {
  augmentationFields,
  combiningFields,
  forkRateField,
  forkWeightField,
  learningFields,
  measureFields,
  seedField,
  trainingFields,
} from "./fields";
import { withRate } from "./forkRate";

/**
 * Builds an experiment field by field from a value of unknown origin (a message, a stored run, an imported file); nothing
 * of the input is kept but what the fields accept. A run that was stored before a setting existed does not name it: it takes the
 * setting's initial value, which is what runs without the setting mean for ever, as in links. Everything else must be there.
 * @throws ConfigError for the first part that is missing and the first value that is wrong or unknown.
 */
export function parseExperiment(raw: unknown): Experiment {
  const source = record(raw, "experiment");
  return {
    seed: seedField.parse(source["seed"], "seed"),
    dataset: config(datasets, source["dataset"], "dataset"),
    backbone: config(backbones, source["backbone"], "backbone"),
    optimizer: config(optimizers, source["optimizer"], "optimizer"),
    training: group(trainingFields, source["training"], "training"),
    augmentation: group(augmentationFields, source["augmentation"], "augmentation"),
    measure: group(measureFields, source["measure"], "measure"),
    arms: list(source["arms"], "arms", MAX_ARMS).map((arm, index) => parseArm(arm, `arms[${index}]`)),
  } as Experiment;
}

function parseArm(raw: unknown, path: string): Arm {
  const source = record(raw, path);
  const label = source["label"];
  if (typeof label !== "string" || label.length > 200)
    throw new ConfigError(`${path}.label`, { code: "shortText" }, label);
  const forks = list(source["forks"], `${path}.forks`, MAX_FORKS).map((fork, index) =>
    parseFork(fork, `${path}.forks[${index}]`),
  );
  const combining =
    source["combining"] === undefined
      ? {}
      : { combining: group(combiningFields, source["combining"], `${path}.combining`) };
  const learning =
    source["learning"] === undefined ? {} : { learning: group(learningFields, source["learning"], `${path}.learning`) };
  const method = config(methods, source["method"], `${path}.method`);
  return { label, method, forks, ...combining, ...learning } as Arm;
}

function parseFork(raw: unknown, path: string): Fork {
  const source = record(raw, path);
  const { site } = source;
  if (typeof site !== "string" || !/^(input|stem|s\d{1,3}b\d{1,4})$/.test(site)) {
    throw new ConfigError(`${path}.site`, { code: "place" }, site);
  }
  const branch = config(branches, source["branch"], `${path}.branch`);
  const weight = forkWeightField.parse(source["weight"], `${path}.weight`);
  const rate = forkRateField.parse(source["rate"] ?? forkRateField.initial, `${path}.rate`);
  return withRate({ site, branch, weight } as Fork, rate);
}

function config(entries: { readonly [kind: string]: Entry }, raw: unknown, path: string): unknown {
  const { kind, ...settings } = record(raw, path);
  if (typeof kind !== "string")
    throw new ConfigError(`${path}.kind`, { code: "oneOf", names: Object.keys(entries) }, kind);
  return { kind, ...group(entryOf(entries, kind, path).fields, settings, path) };
}

function group<F extends Fields>(fields: F, raw: unknown, path: string): Values<F> {
  return parseFields(fields, record(raw, path), path, (error) => {
    throw error;
  });
}

function record(raw: unknown, path: string): { readonly [key: string]: unknown } {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw))
    throw new ConfigError(path, { code: "object" }, raw);
  return raw as { readonly [key: string]: unknown };
}

function list(raw: unknown, path: string, most: number): readonly unknown[] {
  if (!Array.isArray(raw) || raw.length > most) throw new ConfigError(path, { code: "list", most }, raw);
  return raw as readonly unknown[];
}
