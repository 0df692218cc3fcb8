import type { Primitive } from "./primitive";
import type { Shape } from "./shape";

/** `input`, `stem`, or the place after block `b` of stage `s`: `s1b2`, numbered from 1. */
export type SiteId = string;
/** `main`, or the site of the fork (`s1b1`), then `s1b1.2`, `s1b1.3` for more branches at one site. */
export type BranchId = string;
/** `input`, `stem`, `s1`, `s2`, … or `head`. */
export type StageId = string;

/** One application of a primitive; its output tensor carries the node's name. */
export interface GraphNode {
  /** Path, unique in the graph: `s1b1.conv1`, `branch.s1b1.head.dense`. */
  readonly name: string;
  readonly primitive: Primitive;
  readonly inputs: readonly string[];
  readonly shape: Shape;
  readonly branch: BranchId;
  readonly stage: StageId;
  /** Names of this node's parameters, in the order kernel/weight, bias or gamma, beta. */
  readonly parameters: readonly string[];
  /** Names of the running statistics of a batch norm: mean, variance. */
  readonly statistics: readonly string[];
  /** Part of a network that is only listened to: always in inference mode, its parameters never change. */
  readonly frozen?: true;
}

export type Initial =
  /** N(0, √(2 / fan)) — He et al. 2015 with fan = kernel² × filters, as the authors of DHM and ResNet for CIFAR do. */
  | { readonly kind: "heNormal"; readonly fan: number }
  /** U(−bound, bound). */
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "constant"; readonly value: number };

/** A trainable tensor. Kernels are HWIO (`[k, k, in / groups, out]`), dense weights `[in, out]`. */
export interface Parameter {
  readonly name: string;
  readonly shape: Shape;
  readonly role: "kernel" | "weight" | "bias" | "gamma" | "beta";
  readonly initial: Initial;
  readonly branch: BranchId;
  readonly stage: StageId;
  /** One kernel with its batch norm: the unit of layer-wise agreement. */
  readonly layer: string;
  /** Of a network that is only listened to: given, never drawn or trained. */
  readonly frozen?: true;
}

/** A running statistic of a batch norm, `[channels]`; not trained, part of a snapshot. */
export interface Statistic {
  readonly name: string;
  readonly shape: Shape;
  readonly role: "mean" | "variance";
  readonly branch: BranchId;
  readonly frozen?: true;
}

/** A place where branches may fork. */
export interface Site {
  readonly id: SiteId;
  /** The stage that ends here or contains the place. */
  readonly stage: StageId;
  /** Trunk blocks passed: −1 at `input`, 0 after the stem. */
  readonly position: number;
  readonly tensor: string;
  readonly shape: Shape;
  /** True after the last block of a stage (and after the stem). */
  readonly stageEnd: boolean;
}

/** A classifier at the end of a branch. */
export interface Head {
  readonly branch: BranchId;
  /** Where the branch forks; absent for `main`. */
  readonly site?: SiteId;
  /** Title of the branch design, for diagrams and tables. */
  readonly design: string;
  /** `[classes]` tensor; of a projection head its linear probe, whose gradient stops at the embedding. */
  readonly logits: string;
  /** The tensor that the branch starts from; absent for `main`. */
  readonly fork?: string;
  /** The vector before the classifier, without its dropout; of unit length in projection heads. */
  readonly embedding: string;
  /** The embedding in unit length, where a method asked for it on a head that is none of projection. */
  readonly unit?: string;
  /** The map that the head starts from: before pooling or flattening. */
  readonly features: string;
  /** The same map before the head's own batch norm and ReLU, in networks that end in a raw sum. */
  readonly raw?: string;
  /** The branch only watches: its training gradient stops at the fork. */
  readonly observer: boolean;
}

/** Backbone, branches and heads as one list of primitives in topological order. */
export interface NetworkGraph {
  readonly input: Shape;
  readonly classes: number;
  readonly nodes: readonly GraphNode[];
  readonly parameters: readonly Parameter[];
  readonly statistics: readonly Statistic[];
  readonly sites: readonly Site[];
  /** `main` first, then the branches in the order of the forks. */
  readonly heads: readonly Head[];
  /** Stages of the trunk in order: `stem`, `s1`, … */
  readonly stages: readonly StageId[];
}

/** The classifier of the trunk itself. */
export const MAIN: BranchId = "main";
