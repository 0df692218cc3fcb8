import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap } from "../shape";
import type { BlockKind } from "./blockKind";

/**
 * What joins two dense blocks: BN – ReLU – conv 1×1 to ⌊compression × channels⌋ [– dropout] – average pool 2×2.
 * Source: Huang et al., CVPR 2017, section 3.
 */
export interface TransitionBlock {
  readonly op: "transition";
  readonly compression: number;
  /** Share of the values behind the convolution that are switched off at each step. */
  readonly dropout: number;
}

/** Channels after a transition, at least 1. */
function compressed(channels: number, compression: number): number {
  return Math.max(1, Math.floor(channels * compression));
}

export const transition: BlockKind<TransitionBlock> = {
  build,
  widened: (block) => block,
  channelsAfter: ({ compression }, channels) => compressed(channels, compression),
  strideOf: () => 2,
  unstrided: (block) => block,
  resampling: true,
  startsWithNorm: true,
  leavesRawSum: () => true,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: TransitionBlock): string {
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const { dropout: rate } = block;
  const active = builder.batchNorm(scope, "norm", input, "relu");
  const filters = compressed(channels, block.compression);
  const mixed = builder.conv(scope, "conv", active, { filters, kernel: 1 });
  const kept = rate > 0 ? builder.apply(scope, "dropout", { op: "dropout", rate }, mixed) : mixed;
  return builder.apply(scope, "pool", { op: "averagePool", kernel: 2, stride: 2, padding: [0, 0] }, kept);
}
