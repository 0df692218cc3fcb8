import type { GraphBuilder, Scope } from "../graphBuilder";
import { buildBasic, type BasicBlock } from "./basic";
import { buildBottleneck, EXPANSION, type BottleneckBlock } from "./bottleneck";
import { buildConv, type ConvBlock } from "./conv";
import { buildDenseLayer, type DenseLayerBlock } from "./denseLayer";
import { buildDepthSeparable, type DepthSeparableBlock } from "./depthSeparable";
import { buildInverted, type InvertedBlock } from "./inverted";
import { buildPool, type PoolBlock } from "./pool";
import { buildPreActivation, type PreActivationBlock } from "./preActivation";
import { buildSepConv, type SepConvBlock } from "./sepConv";
import { buildTransition, compressed, type TransitionBlock } from "./transition";
import { buildUnit, type UnitBlock } from "./unit";

/** A block as data: what a backbone lists and a branch design copies. */
export type BlockSpec =
  | UnitBlock
  | BasicBlock
  | BottleneckBlock
  | PreActivationBlock
  | DenseLayerBlock
  | TransitionBlock
  | ConvBlock
  | PoolBlock
  | DepthSeparableBlock
  | InvertedBlock
  | SepConvBlock;

/** Expands one block into primitives and returns the tensor that it leaves behind. */
export function buildBlock(builder: GraphBuilder, scope: Scope, input: string, block: BlockSpec): string {
  switch (block.op) {
    case "unit":
      return buildUnit(builder, scope, input, block);
    case "basic":
      return buildBasic(builder, scope, input, block);
    case "bottleneck":
      return buildBottleneck(builder, scope, input, block);
    case "preActivation":
      return buildPreActivation(builder, scope, input, block);
    case "denseLayer":
      return buildDenseLayer(builder, scope, input, block);
    case "transition":
      return buildTransition(builder, scope, input, block);
    case "conv":
      return buildConv(builder, scope, input, block);
    case "pool":
      return buildPool(builder, scope, input, block);
    case "depthSeparable":
      return buildDepthSeparable(builder, scope, input, block);
    case "inverted":
      return buildInverted(builder, scope, input, block);
    case "sepConv":
      return buildSepConv(builder, scope, input, block);
    default:
      return block satisfies never;
  }
}

/** The same block with its filters multiplied and rounded to a whole number, at least 1; a dense layer grows faster. */
export function widened(block: BlockSpec, factor: number): BlockSpec {
  const times = (channels: number): number => Math.max(1, Math.round(channels * factor));
  switch (block.op) {
    case "denseLayer":
      return { ...block, growth: times(block.growth) };
    case "inverted":
      return { ...block, filters: times(block.filters), hidden: times(block.hidden) };
    case "transition":
    case "pool":
      return block;
    default:
      return { ...block, filters: times(block.filters) };
  }
}

/** Channels that a block leaves. */
export function channelsAfter(block: BlockSpec, channels: number): number {
  switch (block.op) {
    case "bottleneck":
      return EXPANSION * block.filters;
    case "denseLayer":
      return channels + block.growth;
    case "transition":
      return compressed(channels, block.compression);
    case "pool":
      return channels;
    default:
      return block.filters;
  }
}

/** By how much a block divides the map's size. */
export function strideOf(block: BlockSpec): number {
  if (block.op === "denseLayer") return 1;
  return block.op === "transition" ? 2 : block.stride;
}

/** The block as it stands inside a stage: without its stride. */
export function unstrided(block: BlockSpec): BlockSpec {
  return "stride" in block ? { ...block, stride: 1 } : block;
}

/** Whether a block only changes the map's size, between the layers that learn features: a copy of the stage keeps it. */
export function isResampling({ op }: BlockSpec): boolean {
  return op === "transition" || op === "pool";
}

/** Whether a block begins with a batch norm of its own, and so may read a raw sum. */
export function startsWithNorm({ op }: BlockSpec): boolean {
  return op === "preActivation" || op === "denseLayer" || op === "transition";
}

/**
 * Whether the tensor after a block still lacks batch norm and activation.
 * @param before whether the tensor before it did.
 */
export function leavesRawSum(block: BlockSpec, before: boolean): boolean {
  if (block.op === "pool") return before;
  return startsWithNorm(block) || (block.op === "conv" && block.activation === "none");
}
