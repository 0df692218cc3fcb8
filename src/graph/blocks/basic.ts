import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap, ShapeError } from "../shape";

/**
 * The basic residual block: conv 3×3 (stride) – BN – ReLU – conv 3×3 – BN, plus the shortcut, then ReLU.
 * Source: He et al. 2016, figure 5 left; shortcut A as in the DHM authors' CIFAR nets (average pool, zero channels
 * appended at the end), shortcut B a strided 1×1 convolution with batch norm.
 */
export interface BasicBlock {
  readonly op: "basic";
  readonly filters: number;
  readonly stride: number;
  readonly shortcut: "A" | "B";
}

export function buildBasic(builder: GraphBuilder, scope: Scope, input: string, block: BasicBlock): string {
  const { filters, stride } = block;
  const inner = builder.convNorm(scope, "1", input, { filters, kernel: 3, stride }, "relu");
  const residual = builder.convNorm(scope, "2", inner, { filters, kernel: 3 }, "none");
  const shortcut = buildShortcut(builder, scope, input, block);
  return builder.apply(scope, "sum", { op: "add", activation: "relu" }, residual, shortcut);
}

function buildShortcut(builder: GraphBuilder, scope: Scope, input: string, block: BasicBlock): string {
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const { filters, stride } = block;
  if (stride === 1 && channels === filters) return input;
  if (block.shortcut === "B") {
    return builder.convNorm(scope, "Shortcut", input, { filters, kernel: 1, stride, padding: [0, 0] }, "none");
  }
  if (filters < channels) {
    throw new ShapeError(
      scope.path,
      `shortcut A cannot go from ${channels} to ${filters} channels`,
      "use shortcut B or a wider branch",
    );
  }
  let shortcut = input;
  if (stride > 1) {
    const pool = { op: "averagePool", kernel: stride, stride, padding: [0, 0] } as const;
    shortcut = builder.apply(scope, "shortcutPool", pool, shortcut);
  }
  if (filters > channels) {
    shortcut = builder.apply(scope, "shortcutPad", { op: "padChannels", channels: filters }, shortcut);
  }
  return shortcut;
}
