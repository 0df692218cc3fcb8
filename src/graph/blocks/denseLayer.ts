import type { GraphBuilder, Scope } from "../graphBuilder";
import type { BlockKind } from "./blockKind";

/** Channels of the 1×1 convolution in a bottleneck layer, as a multiple of the growth. */
const BOTTLENECK = 4;

/**
 * A layer of a dense block: BN – ReLU – [conv 1×1 to 4 × growth [– dropout] – BN – ReLU –] conv 3×3 – dropout; its `growth`
 * channels are appended to its input.
 * Source: Huang et al., Densely Connected Convolutional Networks, CVPR 2017, section 3; d-li14/DHM, models/cifar/densenet.py.
 */
export interface DenseLayerBlock {
  readonly op: "denseLayer";
  readonly growth: number;
  readonly bottleneck: boolean;
  /** Share of the new channels' values that are switched off at each step. */
  readonly dropout: number;
  /** Whether the values behind the 1×1 convolution are switched off, too. */
  readonly dropsInner: boolean;
}

export const denseLayer: BlockKind<DenseLayerBlock> = {
  build,
  widened: (block, times) => ({ ...block, growth: times(block.growth) }),
  channelsAfter: ({ growth }, channels) => channels + growth,
  strideOf: () => 1,
  unstrided: (block) => block,
  resampling: false,
  startsWithNorm: true,
  leavesRawSum: () => true,
};

function build(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  { growth, bottleneck, dropout, dropsInner }: DenseLayerBlock,
): string {
  let inner = builder.batchNorm(scope, "norm", input, "relu");
  if (bottleneck) {
    const conv = builder.conv(scope, "conv1", inner, { filters: BOTTLENECK * growth, kernel: 1 });
    const rate = dropsInner ? dropout : 0;
    inner = rate > 0 ? builder.apply(scope, "dropout1", { op: "dropout", rate }, conv) : conv;
    inner = builder.batchNorm(scope, "norm1", inner, "relu", conv);
  }
  inner = builder.conv(scope, "conv2", inner, { filters: growth, kernel: 3 });
  if (dropout > 0) inner = builder.apply(scope, "dropout", { op: "dropout", rate: dropout }, inner);
  return builder.apply(scope, "concat", { op: "concat" }, input, inner);
}
