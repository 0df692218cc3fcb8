import type { BackboneConfig } from "../catalog/backbones";
import type { BranchConfig } from "../catalog/branches";
import type { DatasetConfig } from "../catalog/datasets";
import type { MethodConfig } from "../catalog/methods";
import type { OptimizerConfig } from "../catalog/optimizers";
import type { SiteId } from "../graph/networkGraph";
import type { Values } from "../schema/field";
import type { augmentationFields, combiningFields, learningFields, measureFields, trainingFields } from "./fields";

/** A branch that one arm forks off the trunk. */
export interface Fork {
  readonly site: SiteId;
  readonly branch: BranchConfig;
  /** Multiplies the branch's own loss on the labels. */
  readonly weight: number;
  /** Multiplies the rate at which the branch's own layers learn; absent: they learn as the arm's branches do. */
  readonly rate?: number;
}

/** The rule that says what every branch's loss counts, and its settings. */
export type Combining = Values<typeof combiningFields>;

/** How fast the branches learn and from when on; how long a gradient may be. */
export type Learning = Values<typeof learningFields>;

/** One network under one method of supervision. */
export interface Arm {
  /** Shown beside the arm's letter; empty means the method's title. */
  readonly label: string;
  readonly method: MethodConfig;
  readonly forks: readonly Fork[];
  /** How the losses become one step; absent: their sum. */
  readonly combining?: Combining;
  /** Absent: branches learn from the first step on, as fast as the trunk; no gradient is shortened. */
  readonly learning?: Learning;
}

/**
 * The one value that everything is made from: the form, the diagram, the link, the saved run, the sweep cell and the
 * exported script. Everything but the arms is shared by all arms.
 */
export interface Experiment {
  /** Data, initial weights, batch order and augmentation are drawn from it. */
  readonly seed: number;
  readonly dataset: DatasetConfig;
  readonly backbone: BackboneConfig;
  readonly optimizer: OptimizerConfig;
  readonly training: Values<typeof trainingFields>;
  readonly augmentation: Values<typeof augmentationFields>;
  readonly measure: Values<typeof measureFields>;
  /** One to four. */
  readonly arms: readonly Arm[];
}

export const MAX_ARMS = 4;
/** Branches of one arm; more than eight cannot be drawn readably. */
export const MAX_FORKS = 8;
/** `A`, `B`, `C`, `D`: an arm's letter by its index. */
export const ARM_LETTERS = ["A", "B", "C", "D"] as const;
