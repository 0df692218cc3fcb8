import { ARM_LETTERS, type Experiment } from "../experiment/experiment";
import { networksOf } from "../experiment/networks";
import { startTensors } from "../graph/startTensors";
import type { Teachers } from "../protocol/command";
import type { Fault } from "../protocol/event";
import type { SweepCell } from "./expandSweep";
import type { Sweep } from "./sweep";

/** Keys of the weights that runs of a sweep start from, each once. */
export function startKeysOf({ base }: Sweep): readonly string[] {
  return [...new Set(base.arms.flatMap(({ learning }) => learning?.start || []))];
}

/**
 * What keeps a run from starting from the weights that it names: they are not among those given, or another network's. Placements
 * differ from run to run: weights of a trunk and its head fit them all, those of a network with branches only one.
 * @returns undefined where nothing does.
 */
export function startFault({ experiment }: Pick<SweepCell, "experiment">, given: Teachers): Fault | undefined {
  for (const [index, network] of networksOf(experiment).arms.entries()) {
    const key = network?.startKey;
    if (network === undefined || key === undefined) continue;
    const arm = ARM_LETTERS[index] ?? "?";
    const tensors = given.get(key);
    if (tensors === undefined) return { code: "noStart", arm, key };
    const { differing } = startTensors(network.graph, tensors);
    if (differing.length > 0) return { code: "otherStart", arm, key, names: [...differing] };
  }
  return undefined;
}

/** Letters of the arms that a sweep of an experiment's methods leaves out: it takes the first arm of each method. */
export function armsLeftOut({ arms }: Experiment): readonly string[] {
  return arms.flatMap(({ method }, index) =>
    arms.findIndex((other) => other.method.kind === method.kind) === index ? [] : [ARM_LETTERS[index] ?? "?"],
  );
}
