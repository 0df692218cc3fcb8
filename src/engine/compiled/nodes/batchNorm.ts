import type { GraphNode } from "../../../graph/networkGraph";
import type { Activation } from "../../../graph/primitive";
import { isOutputSloped } from "../kernels/activation";
import { cutColumns } from "../kernels/columns";
import {
  normApply,
  normFinish,
  normGradient,
  normGradientFinish,
  normGradientSums,
  normRunning,
  normStats,
  type SlopeFrom,
} from "../kernels/norm";
import { asMap, asVector } from "../../../graph/shape";
import type { BackwardPass, Lowering } from "../lowering";
import { transient, type Region } from "../region";

/**
 * Batch norm with its activation, and with the residual sum that follows it when there is one: the sum's other summand
 * is added before the activation and the result is the sum's tensor.
 */
export function lowerBatchNorm(
  lowering: Lowering,
  node: GraphNode,
  activation: Activation,
  sum?: { readonly node: GraphNode; readonly other: string },
): void {
  const source = lowering.inputOf(node);
  const { rows, channels } = matrixOf(lowering, node);
  const x = lowering.value(source.name);
  const stats = statistics(lowering, node, x, rows, channels);
  const gamma = lowering.parameter(node, 0);
  const beta = lowering.parameter(node, 1);
  const others = sum === undefined ? [] : [lowering.value(sum.other)];
  const z = lowering.output(sum?.node ?? node);
  lowering.emit(normApply(rows, channels, activation, sum !== undefined), x, stats, gamma, beta, ...others, z);
  const slope = slopeOf(activation, sum !== undefined);
  lowering.backward((sum?.node ?? node).name, (pass) => {
    const dz = pass.incoming((sum?.node ?? node).name);
    if (dz === undefined) return;
    const extra = activation === "none" ? [] : [slope.from === "input" ? beta : z];
    const sums = gradientSums(lowering, pass, node, { dz, x, stats, gamma, extra, slope, rows, channels });
    const emit = (dx: Region, accumulate: boolean): void => {
      const options = { slope, accumulate };
      if (sum === undefined || !pass.wants(sum.other)) {
        lowering.emit(normGradient(rows, channels, options), dz, x, stats, gamma, ...extra, sums, dx);
        return;
      }
      pass.into(sum.other, (dother, adds) => {
        const other = adds ? "accumulate" : "write";
        lowering.emit(
          normGradient(rows, channels, { ...options, other }),
          dz,
          x,
          stats,
          gamma,
          ...extra,
          sums,
          dx,
          dother,
        );
      });
    };
    if (pass.wants(source.name)) pass.into(source.name, emit);
    // Nobody below the norm wants a gradient, the other summand may: dx is computed for nothing, which is rare.
    else if (sum !== undefined && pass.wants(sum.other)) emit(transient("unused", rows * channels), false);
  });
}

function matrixOf(lowering: Lowering, node: GraphNode): { readonly rows: number; readonly channels: number } {
  const channels = node.shape.length === 3 ? asMap(node.shape, node.name).channels : asVector(node.shape, node.name);
  return { rows: lowering.wordsOf(node) / channels, channels };
}

function statistics(lowering: Lowering, node: GraphNode, x: Region, rows: number, channels: number): Region {
  const stats = transient(`${node.name} stats`, 2 * channels);
  const running = [lowering.statistic(node, 0), lowering.statistic(node, 1)];
  if (!lowering.mode.training || node.frozen === true) {
    lowering.emit(normRunning(channels), ...running, stats);
    return stats;
  }
  const cut = cutColumns(rows, channels, lowering.plan.adapterKind);
  const partial = transient(`${node.name} parts`, cut.chunks * 2 * channels);
  lowering.emit(normStats(cut), x, partial);
  const updates = lowering.mode.updatesStatistics;
  lowering.emit(normFinish(cut, updates), partial, stats, ...(updates ? running : []));
  return stats;
}

/** After a sum the pre-activation is not at hand; without one it is cheaper to recompute than to read the output. */
function slopeOf(activation: Activation, summed: boolean): SlopeFrom {
  if (!summed || !isOutputSloped(activation)) return { from: "input", activation };
  return { from: "output", activation };
}

interface GradientInputs {
  readonly dz: Region;
  readonly x: Region;
  readonly stats: Region;
  readonly gamma: Region;
  /** β or the output, whichever tells the slope. */
  readonly extra: readonly Region[];
  readonly slope: SlopeFrom;
  readonly rows: number;
  readonly channels: number;
}

function gradientSums(lowering: Lowering, pass: BackwardPass, node: GraphNode, inputs: GradientInputs): Region {
  const { dz, x, stats, gamma, extra, slope, rows, channels } = inputs;
  const cut = cutColumns(rows, channels, lowering.plan.adapterKind);
  const partial = transient(`${node.name} gradient parts`, cut.chunks * 2 * channels);
  const sums = transient(`${node.name} sums`, 2 * channels);
  const scale = slope.activation === "none" ? [] : [gamma, ...extra];
  lowering.emit(normGradientSums(cut, slope), dz, x, stats, ...scale, partial);
  const [dgamma, dbeta] = node.parameters.map((name) => pass.parameter(name));
  const wanted = dgamma !== undefined && dbeta !== undefined;
  lowering.emit(normGradientFinish(cut, wanted), partial, sums, ...(wanted ? [dgamma, dbeta] : []));
  return sums;
}
