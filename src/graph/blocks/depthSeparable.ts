import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap } from "../shape";
import { filtersAndStride, type BlockKind } from "./blockKind";

/**
 * The depthwise separable convolution of MobileNetV1: depthwise 3×3 (stride) – BN – ReLU – conv 1×1 – BN – ReLU.
 * Source: Howard et al., MobileNets, 2017, figure 3.
 */
export interface DepthSeparableBlock {
  readonly op: "depthSeparable";
  readonly filters: number;
  readonly stride: number;
}

export const depthSeparable: BlockKind<DepthSeparableBlock> = {
  ...filtersAndStride,
  build,
};

function build(builder: GraphBuilder, scope: Scope, input: string, { filters, stride }: DepthSeparableBlock): string {
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const depthwise = { filters: channels, kernel: 3, stride, groups: channels };
  const filtered = builder.convNorm(scope, "Depthwise", input, depthwise, "relu");
  return builder.convNorm(scope, "Pointwise", filtered, { filters, kernel: 1 }, "relu");
}
