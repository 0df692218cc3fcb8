import type { GraphBuilder, Scope } from "../graphBuilder";
import type { Activation } from "../primitive";
import { asMap } from "../shape";
import { inEights } from "./inEights";
import { filtersAndStride, type BlockKind } from "./blockKind";

/** Hidden features of a squeeze-excite gate: a quarter of what it gates. */
const SQUEEZE = 4;
/** Initial weights of linear layers are N(0, 0.01), as in the authors' files of the nets that have gates. */
export const LINEAR_DEVIATION = 0.01;

/**
 * The inverted residual: conv 1×1 to `hidden` – BN – act – depthwise k×k (stride) – BN – act – [squeeze-excite –] conv 1×1 – BN,
 * plus its input where size and width stay. It leaves a linear sum. Without `expand` the
 * first convolution is left out.
 * Source: Sandler et al., MobileNetV2, CVPR 2018, section 3; gates as in lusinlu/biasloss_skipblocknet, skipblocknet.py.
 */
export interface InvertedBlock {
  readonly op: "inverted";
  readonly filters: number;
  /** Channels between the two 1×1 convolutions; without the first one, those that come in. */
  readonly hidden: number;
  readonly expand: boolean;
  readonly kernel: number;
  readonly stride: number;
  readonly activation: Exclude<Activation, "none">;
  /** Whether a squeeze-excite gate stands behind the second activation, as in the authors' file, or before it. */
  readonly squeeze: false | "afterActivation" | "beforeActivation";
}

export const inverted: BlockKind<InvertedBlock> = {
  ...filtersAndStride,
  build,
  widened: (block, times) => ({ ...block, filters: times(block.filters), hidden: times(block.hidden) }),
};

function build(builder: GraphBuilder, scope: Scope, input: string, block: InvertedBlock): string {
  const { filters, expand, kernel, stride, activation, squeeze } = block;
  const { channels } = asMap(builder.shapeOf(input), scope.path);
  const hidden = expand ? block.hidden : channels;
  const wide = expand ? builder.convNorm(scope, "Expand", input, { filters: hidden, kernel: 1 }, activation) : input;
  const depthwise = { filters: hidden, kernel, stride, groups: hidden };
  const late = squeeze === "beforeActivation";
  let inner = builder.convNorm(scope, "Depthwise", wide, depthwise, late ? "none" : activation);
  if (squeeze !== false) inner = buildGate(builder, scope, inner, hidden);
  if (late) inner = builder.apply(scope, "act", { op: "activation", activation }, inner);
  const narrow = builder.convNorm(scope, "Project", inner, { filters, kernel: 1 }, "none");
  if (stride > 1 || channels !== filters) return narrow;
  return builder.apply(scope, "sum", { op: "add", activation: "none" }, narrow, input);
}

/** Squeeze-excite: global mean – linear – ReLU – linear – hard sigmoid, one factor per channel. */
function buildGate(builder: GraphBuilder, scope: Scope, input: string, channels: number): string {
  const mean = builder.apply(scope, "gateMean", { op: "globalMean" }, input);
  const inner = builder.dense(scope, "gate1", mean, inEights(channels / SQUEEZE), true, LINEAR_DEVIATION);
  const active = builder.apply(scope, "gateReLU", { op: "activation", activation: "relu" }, inner);
  const outer = builder.dense(scope, "gate2", active, channels, true, LINEAR_DEVIATION);
  const gate = builder.apply(scope, "gate", { op: "activation", activation: "hardSigmoid" }, outer);
  return builder.apply(scope, "gated", { op: "scaleGate" }, input, gate);
}
