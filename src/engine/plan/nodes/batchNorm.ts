import type { GraphNode } from "../../../graph/networkGraph";
import type { Activation } from "../../../graph/primitive";
import { asMap, asVector } from "../../../graph/shape";
import type { Lowering } from "../lowering";
import { transient, type Region } from "../region";
import { isOutputSloped, type Matrix, type SlopeFrom } from "../shapes";

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
  const matrix = matrixOf(lowering, node);
  const x = lowering.value(source.name);
  const stats = statistics(lowering, node, x, matrix);
  const gamma = lowering.parameter(node, 0);
  const beta = lowering.parameter(node, 1);
  const other = sum === undefined ? undefined : lowering.value(sum.other);
  const z = lowering.output(sum?.node ?? node);
  lowering.emit("normApply", { ...matrix, activation }, { x, stats, gamma, beta, other }, { z });
  const slope = slopeOf(activation, sum !== undefined);
  lowering.backward((sum?.node ?? node).name, (pass) => {
    const dz = pass.incoming((sum?.node ?? node).name);
    if (dz === undefined) return;
    const inputs = { dz, x, stats, gamma, beta, z };
    const sums = transient(`${node.name} sums`, 2 * matrix.channels);
    const [dgamma, dbeta] = node.parameters.map((name) => pass.parameter(name));
    lowering.emit("normGradientSums", { ...matrix, slope }, inputs, { sums, dgamma, dbeta });
    const emit = (dx: Region, accumulate: boolean): void => {
      const facts = { ...matrix, slope, accumulate };
      const reads = { ...inputs, sums };
      if (sum === undefined || !pass.wants(sum.other)) {
        lowering.emit("normGradient", facts, reads, { dx, dother: undefined });
        return;
      }
      pass.into(sum.other, (dother, adds) =>
        lowering.emit("normGradient", { ...facts, other: adds ? "accumulate" : "write" }, reads, { dx, dother }),
      );
    };
    if (pass.wants(source.name)) pass.into(source.name, emit);
    // Nobody below the norm wants a gradient, the other summand may: dx is computed for nothing, which is rare.
    else if (sum !== undefined && pass.wants(sum.other))
      emit(transient("unused", matrix.rows * matrix.channels), false);
  });
}

function matrixOf(lowering: Lowering, node: GraphNode): Matrix {
  const channels = node.shape.length === 3 ? asMap(node.shape, node.name).channels : asVector(node.shape, node.name);
  return { rows: lowering.wordsOf(node) / channels, channels };
}

function statistics(lowering: Lowering, node: GraphNode, x: Region, matrix: Matrix): Region {
  const stats = transient(`${node.name} stats`, 2 * matrix.channels);
  const [mean, variance] = [lowering.statistic(node, 0), lowering.statistic(node, 1)];
  if (!lowering.mode.training || node.frozen === true) {
    lowering.emit("normRunning", matrix, { mean, variance }, { stats });
  } else {
    const running = lowering.mode.updatesStatistics ? [mean, variance] : [];
    lowering.emit("normStats", matrix, { x }, { stats, running });
  }
  return stats;
}

/** After a sum the pre-activation is not at hand; without one it is cheaper to recompute than to read the output. */
function slopeOf(activation: Activation, summed: boolean): SlopeFrom {
  if (!summed || !isOutputSloped(activation)) return { from: "input", activation };
  return { from: "output", activation };
}
