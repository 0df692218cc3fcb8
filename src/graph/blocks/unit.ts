import type { GraphBuilder, Scope } from "../graphBuilder";
import type { Activation } from "../primitive";
import { filtersAndStride, type BlockKind } from "./blockKind";

/** Convolution, batch norm, activation: stems and convolutional heads. */
export interface UnitBlock {
  readonly op: "unit";
  readonly filters: number;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Activation;
}

export const unit: BlockKind<UnitBlock> = {
  ...filtersAndStride,
  build,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: UnitBlock): string {
  const { filters, kernel, stride, activation } = block;
  return builder.convNorm(scope, "", input, { filters, kernel, stride }, activation);
}
