import type { GraphBuilder, Scope } from "../graphBuilder";
import { buildShortcut, type Shortcut } from "./shortcut";
import { filtersAndStride, type BlockKind } from "./blockKind";

/**
 * The basic residual block: conv 3×3 (stride) – BN – ReLU – conv 3×3 – BN, plus the shortcut, then ReLU.
 * Without a shortcut the second batch norm has the ReLU: a plain net of the same size.
 * Source: He et al. 2016, figure 5 left, and section 4.2 for the plain nets.
 */
export interface BasicBlock {
  readonly op: "basic";
  readonly filters: number;
  readonly stride: number;
  readonly shortcut: Shortcut;
}

export const basic: BlockKind<BasicBlock> = {
  ...filtersAndStride,
  build,
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: BasicBlock): string {
  const { filters, stride, shortcut: kind } = block;
  const inner = builder.convNorm(scope, "1", input, { filters, kernel: 3, stride }, "relu");
  if (kind === "none") return builder.convNorm(scope, "2", inner, { filters, kernel: 3 }, "relu");
  const residual = builder.convNorm(scope, "2", inner, { filters, kernel: 3 }, "none");
  const shortcut = buildShortcut(builder, scope, input, { to: filters, stride, kind });
  return builder.apply(scope, "sum", { op: "add", activation: "relu" }, residual, shortcut);
}
