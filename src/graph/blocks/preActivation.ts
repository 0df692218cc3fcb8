import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap } from "../shape";
import { filtersAndStride, type BlockKind } from "./blockKind";

/**
 * The block of wide ResNets: BN – ReLU – conv 3×3 (stride) – BN – ReLU – dropout – conv 3×3, plus the shortcut. It leaves a
 * raw sum. Where width or size changes, the shortcut is a 1×1 convolution without batch norm on the *activated* input;
 * elsewhere it is the raw input.
 * Source: Zagoruyko and Komodakis, Wide Residual Networks, BMVC 2016, figure 1 (d); d-li14/DHM, models/cifar/wrn.py.
 */
export interface PreActivationBlock {
  readonly op: "preActivation";
  readonly filters: number;
  readonly stride: number;
  /** Share of the values between the convolutions that are switched off at each step. */
  readonly dropout: number;
}

export const preActivation: BlockKind<PreActivationBlock> = {
  ...filtersAndStride,
  build,
  startsWithNorm: true,
  leavesRawSum: () => true,
};

function build(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  { filters, stride, dropout }: PreActivationBlock,
): string {
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const active = builder.batchNorm(scope, "norm", input, "relu");
  let inner = builder.convNorm(scope, "1", active, { filters, kernel: 3, stride }, "relu");
  if (dropout > 0) inner = builder.apply(scope, "dropout", { op: "dropout", rate: dropout }, inner);
  const residual = builder.conv(scope, "conv2", inner, { filters, kernel: 3 });
  const changes = stride > 1 || channels !== filters;
  const shortcut = changes
    ? builder.conv(scope, "convShortcut", active, { filters, kernel: 1, stride, padding: [0, 0] })
    : input;
  return builder.apply(scope, "sum", { op: "add", activation: "none" }, residual, shortcut);
}
