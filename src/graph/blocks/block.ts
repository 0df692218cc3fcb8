import type { BasicBlock } from "./basic";
import type { SepConvBlock } from "./sepConv";
import type { UnitBlock } from "./unit";
import { buildBasic } from "./basic";
import { buildSepConv } from "./sepConv";
import { buildUnit } from "./unit";
import type { GraphBuilder, Scope } from "../graphBuilder";

/** A block as data: what a backbone lists and a branch design copies. */
export type BlockSpec = UnitBlock | BasicBlock | SepConvBlock;

/** Expands one block into primitives and returns the tensor that it leaves behind. */
export function buildBlock(builder: GraphBuilder, scope: Scope, input: string, block: BlockSpec): string {
  switch (block.op) {
    case "unit":
      return buildUnit(builder, scope, input, block);
    case "basic":
      return buildBasic(builder, scope, input, block);
    case "sepConv":
      return buildSepConv(builder, scope, input, block);
    default:
      return block satisfies never;
  }
}

/** The same block with its filters multiplied and rounded to a whole number, at least 1. */
export function widened(block: BlockSpec, factor: number): BlockSpec {
  return { ...block, filters: Math.max(1, Math.round(block.filters * factor)) };
}
