import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap } from "../shape";

/**
 * A long way round several stages: average pool to the size of the map that it joins – conv 1×1 – BN – ReLU – depthwise
 * k×k – BN – ReLU – conv 1×1 – BN; then it is added to that map.
 * Source: Abrahamyan et al., Bias Loss for Mobile Neural Networks, ICCV 2021; lusinlu/biasloss_skipblocknet, skipblocknet.py.
 */
export interface SkipBlock {
  /** Channels between the two 1×1 convolutions. */
  readonly hidden: number;
  readonly kernel: number;
}

/**
 * @param input the earlier tensor; @param target the map that the skip joins.
 * @throws ShapeError where the target is larger than the input.
 */
export function buildSkip(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  target: string,
  { hidden, kernel }: SkipBlock,
): string {
  const from = asMap(builder.shapeOf(input), scope.path);
  const { height, width, channels } = asMap(builder.shapeOf(target), scope.path);
  const same = from.height === height && from.width === width;
  const pooled = same ? input : builder.apply(scope, "pool", { op: "resizePool", height, width }, input);
  const wide = builder.convNorm(scope, "Expand", pooled, { filters: hidden, kernel: 1 }, "relu");
  const inner = builder.convNorm(scope, "Depthwise", wide, { filters: hidden, kernel, groups: hidden }, "relu");
  const narrow = builder.convNorm(scope, "Project", inner, { filters: channels, kernel: 1 }, "none");
  return builder.apply(scope, "sum", { op: "add", activation: "none" }, narrow, target);
}
