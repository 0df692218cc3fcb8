import { backbones, type BackboneConfig } from "../catalog/backbones";
import { branches, type BranchConfig } from "../catalog/branches";
import { datasets, type DatasetConfig } from "../catalog/datasets";
import { methods, type MethodConfig } from "../catalog/methods";
import { optimizers, type OptimizerConfig } from "../catalog/optimizers";
import type { Entry } from "../catalog/registry";
import type { Stream } from "../random/stream";
import { drawValue, drawValues } from "../schema/drawValue";
import { MAX_ARMS, MAX_FORKS, type Arm, type Experiment, type Fork } from "./experiment";
import { augmentationFields, forkRateField, forkWeightField, measureFields, seedField, trainingFields } from "./fields";
import { withRate } from "./forkRate";

/**
 * Any experiment that the form can express, for property tests: every kind and every field comes up, entries that do not
 * exist yet included. It need not be one that can be trained.
 */
export function drawExperiment(stream: Stream): Experiment {
  return {
    seed: drawValue(seedField, stream),
    dataset: drawConfig(datasets, stream) as DatasetConfig,
    backbone: drawConfig(backbones, stream) as BackboneConfig,
    optimizer: drawConfig(optimizers, stream) as OptimizerConfig,
    training: drawValues(trainingFields, stream),
    augmentation: drawValues(augmentationFields, stream),
    measure: drawValues(measureFields, stream),
    arms: Array.from({ length: 1 + stream.below(MAX_ARMS) }, () => drawArm(stream)),
  };
}

function drawArm(stream: Stream): Arm {
  return {
    label: stream.pick(["", "", "a", "with spaces, commas; & more", "β = ½ → 𝛼", "=".repeat(40)]),
    method: drawConfig(methods, stream) as MethodConfig,
    forks: Array.from({ length: stream.below(MAX_FORKS + 1) }, () => drawFork(stream)),
  };
}

function drawFork(stream: Stream): Fork {
  const site = stream.pick(["input", "stem", "s1b1", "s1b1", "s2b3", "s12b200"]);
  const branch = drawConfig(branches, stream) as BranchConfig;
  const weight = stream.below(2) === 0 ? forkWeightField.initial : drawValue(forkWeightField, stream);
  const rate = stream.below(2) === 0 ? forkRateField.initial : drawValue(forkRateField, stream);
  return withRate({ site, branch, weight }, rate);
}

function drawConfig(entries: { readonly [kind: string]: Entry }, stream: Stream): { readonly kind: string } {
  const [kind, entry] = stream.pick(Object.entries(entries));
  return { kind, ...drawValues(entry.fields, stream) };
}
