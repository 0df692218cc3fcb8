import type { GraphBuilder, Scope } from "../graphBuilder";
import { buildShortcut } from "./shortcut";
import { filtersAndStride, type BlockKind } from "./blockKind";

/** Channels that a bottleneck leaves, as a multiple of its filters. */
const EXPANSION = 4;

/**
 * The bottleneck block: conv 1×1 – BN – ReLU – conv 3×3 (stride) – BN – ReLU – conv 1×1 to 4 × filters – BN, plus the
 * shortcut, then ReLU.
 * Source: He et al. 2016, figure 5 right; the stride stands on the 3×3 convolution as in d-li14/DHM, models/imagenet/resnet.py.
 */
export interface BottleneckBlock {
  readonly op: "bottleneck";
  /** Channels of the 3×3 convolution. */
  readonly filters: number;
  readonly stride: number;
  readonly shortcut: "A" | "B";
}

export const bottleneck: BlockKind<BottleneckBlock> = {
  ...filtersAndStride,
  build,
  channelsAfter: ({ filters }) => EXPANSION * filters,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: BottleneckBlock): string {
  const { filters, stride, shortcut: kind } = block;
  const to = EXPANSION * filters;
  const reduced = builder.convNorm(scope, "1", input, { filters, kernel: 1 }, "relu");
  const middle = builder.convNorm(scope, "2", reduced, { filters, kernel: 3, stride }, "relu");
  const residual = builder.convNorm(scope, "3", middle, { filters: to, kernel: 1 }, "none");
  const shortcut = buildShortcut(builder, scope, input, { to, stride, kind });
  return builder.apply(scope, "sum", { op: "add", activation: "relu" }, residual, shortcut);
}
