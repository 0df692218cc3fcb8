import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap } from "../shape";
import { filtersAndStride, type BlockKind } from "./blockKind";

/**
 * Two separable convolutions: depthwise 3×3 (stride) – 1×1 – BN – ReLU, which keeps the channels, then
 * depthwise 3×3 – 1×1 to `filters` – BN – ReLU. No biases.
 * Source: ArchipLab-LinfengZhang/contrastive-deep-supervision, CIFAR/resnet.py, class SepConv.
 */
export interface SepConvBlock {
  readonly op: "sepConv";
  readonly filters: number;
  readonly stride: number;
}

export const sepConv: BlockKind<SepConvBlock> = {
  ...filtersAndStride,
  build,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: SepConvBlock): string {
  const { filters, stride } = block;
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const depthwise = { filters: channels, kernel: 3, groups: channels };
  const reduced = builder.conv(scope, "depthwise1", input, { ...depthwise, stride });
  const middle = builder.convNorm(scope, "1", reduced, { filters: channels, kernel: 1 }, "relu");
  const spread = builder.conv(scope, "depthwise2", middle, depthwise);
  return builder.convNorm(scope, "2", spread, { filters, kernel: 1 }, "relu");
}
