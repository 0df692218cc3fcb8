import { ShapeError } from "../graph/shape";
import { SiteError } from "../graph/spec";
import type { NetworkGraph } from "../graph/networkGraph";
import { ConfigError } from "../schema/configError";
import type { Arm, Experiment } from "./experiment";
import { armNetwork, trunkNetwork, type ArmNetwork, type NetworkParts } from "./network";
import { remember } from "./remember";

/** Why something cannot be built, in words for whoever set it up. */
export type SetUpFault = ConfigError | SiteError | ShapeError;

/** What came out, or why nothing did. */
export type Built<T> =
  { readonly value: T; readonly fault?: undefined } | { readonly value?: undefined; readonly fault: SetUpFault };

/** Every network that an experiment describes. */
export interface Expansion {
  /** The trunk alone, with main's head. */
  readonly trunk: Built<NetworkGraph>;
  /** One per arm. */
  readonly arms: readonly Built<ArmNetwork>[];
}

/**
 * An experiment expanded, once per value, and as far as parts are the same objects once for all experiments that share them:
 * of one that differs by an edit of an arm, only that arm is built. Whoever wants a network asks here: validation, the
 * diagram, the estimate, the trainer.
 */
export const expansionOf = remember((experiment: Experiment): Expansion => {
  const { backbone, dataset, training } = experiment;
  return {
    trunk: attempt(() => trunkNetwork(experiment)),
    arms: experiment.arms.map((arm) => armOf(arm, backbone, dataset, training)),
  };
});

const armOf = remember(
  (
    arm: Arm,
    backbone: NetworkParts["backbone"],
    dataset: NetworkParts["dataset"],
    training: NetworkParts["training"],
  ): Built<ArmNetwork> => attempt(() => armNetwork({ backbone, dataset, training }, arm)),
);

/** Every arm's network. @throws ConfigError, SiteError or ShapeError of the first one that cannot be built. */
export function builtNetworks(experiment: Experiment): readonly ArmNetwork[] {
  return expansionOf(experiment).arms.map(({ value, fault }) => {
    if (fault !== undefined) throw fault;
    return value;
  });
}

/** Builds what may not fit. @throws whatever is no fault of the set-up. */
export function attempt<T>(build: () => T): Built<T> {
  try {
    return { value: build() };
  } catch (error) {
    if (error instanceof ConfigError || error instanceof SiteError || error instanceof ShapeError) {
      return { fault: error };
    }
    throw error;
  }
}
