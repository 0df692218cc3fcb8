import { ConfigError } from "../../schema/configError";

/** Families count their depth in layers with weights: so many for every block, and some more. */
export interface DepthFormula {
  /** Layers that one more block per stage adds. */
  readonly perBlock: number;
  readonly others: number;
  readonly max: number;
}

/**
 * Blocks per stage of a net of a given depth.
 * @throws ConfigError naming the nearest depths that the formula allows.
 */
export function blocksOfDepth(depth: number, { perBlock, others, max }: DepthFormula): number {
  const blocks = (depth - others) / perBlock;
  if (Number.isInteger(blocks) && blocks >= 1) return blocks;
  const at = (count: number): number => perBlock * count + others;
  const most = Math.floor((max - others) / perBlock);
  const nearest = [Math.floor(blocks), Math.ceil(blocks)].map((count) => at(Math.min(most, Math.max(1, count))));
  throw new ConfigError("backbone.depth", { code: "depth", perBlock, others, nearest: [...new Set(nearest)] }, depth);
}
