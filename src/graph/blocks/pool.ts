import type { GraphBuilder, Scope } from "../graphBuilder";
import type { Padding } from "../primitive";
import type { BlockKind } from "./blockKind";

/** Pooling between convolutions, then dropout. */
export interface PoolBlock {
  readonly op: "pool";
  readonly pool: "max" | "average";
  readonly kernel: number;
  readonly stride: number;
  readonly padding: Padding;
  /** Share of the pooled values that are switched off at each step. */
  readonly dropout: number;
}

export const pool: BlockKind<PoolBlock> = {
  build,
  widened: (block) => block,
  channelsAfter: (_, channels) => channels,
  strideOf: ({ stride }) => stride,
  unstrided: (block) => ({ ...block, stride: 1 }),
  resampling: true,
  startsWithNorm: false,
  leavesRawSum: (_, before) => before,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: PoolBlock): string {
  const { pool, kernel, stride, padding, dropout } = block;
  const op = pool === "max" ? "maxPool" : "averagePool";
  const pooled = builder.apply(scope, "pool", { op, kernel, stride, padding }, input);
  return dropout > 0 ? builder.apply(scope, "dropout", { op: "dropout", rate: dropout }, pooled) : pooled;
}
