import type { GraphBuilder, Scope } from "../graphBuilder";
import type { Activation } from "../primitive";
import { filtersAndStride, type BlockKind } from "./blockKind";

/** A convolution without batch norm: the stem of pre-activation nets (no bias), or a layer of a net without batch norm. */
export interface ConvBlock {
  readonly op: "conv";
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly bias: boolean;
  readonly activation: Activation;
}

export const conv: BlockKind<ConvBlock> = {
  ...filtersAndStride,
  build,
  leavesRawSum: ({ activation }) => activation === "none",
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: ConvBlock): string {
  const { filters, kernel, stride, bias, activation } = block;
  const output = builder.conv(scope, "conv", input, { filters, kernel, stride, bias });
  return activation === "none" ? output : builder.apply(scope, activation, { op: "activation", activation }, output);
}
