import type { GraphBuilder, Scope } from "../graphBuilder";
import { basic } from "./basic";
import type { BlockKind } from "./blockKind";
import { bottleneck } from "./bottleneck";
import { conv } from "./conv";
import { denseLayer } from "./denseLayer";
import { depthSeparable } from "./depthSeparable";
import { inverted } from "./inverted";
import { pool } from "./pool";
import { preActivation } from "./preActivation";
import { sepConv } from "./sepConv";
import { transition } from "./transition";
import { unit } from "./unit";

/** The kinds of blocks, by their `op`. */
export const blockKinds = {
  unit,
  basic,
  bottleneck,
  preActivation,
  denseLayer,
  transition,
  conv,
  pool,
  depthSeparable,
  inverted,
  sepConv,
};

type BlockOf<Kind> = Kind extends BlockKind<infer B> ? B : never;

/** A block as data: what a backbone lists and a branch design copies. */
export type BlockSpec = BlockOf<(typeof blockKinds)[keyof typeof blockKinds]>;

/** A kind stands under its own name, or this does not compile. */
const byOp = blockKinds satisfies { readonly [Op in BlockSpec["op"]]: BlockKind<Extract<BlockSpec, { op: Op }>> };

function kindOf<B extends BlockSpec>({ op }: B): BlockKind<B> {
  // What the compiler has checked just above, it cannot follow through a union of keys.
  return byOp[op] as unknown as BlockKind<B>;
}

/** Expands one block into primitives and returns the tensor that it leaves behind. */
export function buildBlock(builder: GraphBuilder, scope: Scope, input: string, block: BlockSpec): string {
  return kindOf(block).build(builder, scope, input, block);
}

/** The same block with its filters multiplied and rounded to a whole number, at least 1; a dense layer grows faster. */
export function widened(block: BlockSpec, factor: number): BlockSpec {
  return kindOf(block).widened(block, (channels) => Math.max(1, Math.round(channels * factor)));
}

/** Channels that a block leaves. */
export function channelsAfter(block: BlockSpec, channels: number): number {
  return kindOf(block).channelsAfter(block, channels);
}

/** By how much a block divides the map's size. */
export function strideOf(block: BlockSpec): number {
  return kindOf(block).strideOf(block);
}

/** The block as it stands inside a stage: without its stride. */
export function unstrided(block: BlockSpec): BlockSpec {
  return kindOf(block).unstrided(block);
}

/** Whether a block only changes the map's size, between the layers that learn features: a copy of the stage keeps it. */
export function isResampling(block: BlockSpec): boolean {
  return kindOf(block).resampling;
}

/** Whether a block begins with a batch norm of its own, and so may read a raw sum. */
export function startsWithNorm(block: BlockSpec): boolean {
  return kindOf(block).startsWithNorm;
}

/**
 * Whether the tensor after a block still lacks batch norm and activation.
 * @param before whether the tensor before it did.
 */
export function leavesRawSum(block: BlockSpec, before: boolean): boolean {
  return kindOf(block).leavesRawSum(block, before);
}
