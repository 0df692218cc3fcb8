import type { GraphBuilder, Scope } from "../graphBuilder";
import { asMap, ShapeError } from "../shape";

/** How a residual block passes its input on; "none" is a plain block without a shortcut. */
export type Shortcut = "A" | "B" | "none";

/**
 * The shortcut of a post-activation residual block: the input itself where nothing changes; else A, average pool and
 * zero channels appended at the end, or B, a strided 1×1 convolution with batch norm.
 * Source: He et al. 2016, section 3.3; A as in the DHM authors' CIFAR nets (d-li14/DHM, models/cifar/resnet.py).
 * @param to channels that the block leaves.
 * @throws ShapeError where A would have to drop channels.
 */
export function buildShortcut(
  builder: GraphBuilder,
  scope: Scope,
  input: string,
  { to, stride, kind }: { readonly to: number; readonly stride: number; readonly kind: "A" | "B" },
): string {
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  if (stride === 1 && channels === to) return input;
  if (kind === "B") {
    return builder.convNorm(scope, "Shortcut", input, { filters: to, kernel: 1, stride, padding: [0, 0] }, "none");
  }
  if (to < channels) {
    throw new ShapeError(scope.path, { code: "shortcut", from: channels, to });
  }
  let shortcut = input;
  if (stride > 1) {
    const pool = { op: "averagePool", kernel: stride, stride, padding: [0, 0] } as const;
    shortcut = builder.apply(scope, "shortcutPool", pool, shortcut);
  }
  if (to > channels) {
    shortcut = builder.apply(scope, "shortcutPad", { op: "padChannels", channels: to }, shortcut);
  }
  return shortcut;
}
