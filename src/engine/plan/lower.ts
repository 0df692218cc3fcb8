import { isAlias } from "../../graph/primitive";
import type { GraphNode, NetworkGraph } from "../../graph/networkGraph";
import { termInputs, type Term } from "../../graph/term";
import type { Lowering } from "./lowering";
import { lowerAdd } from "./nodes/add";
import { lowerBatchNorm } from "./nodes/batchNorm";
import { lowerConcat, lowerPadChannels } from "./nodes/channels";
import { lowerConv } from "./nodes/conv";
import { lowerActivation, lowerDropout } from "./nodes/elementwise";
import { lowerGlobalMean, lowerPool, lowerResizePool } from "./nodes/pool";
import { lowerDense, lowerNormalise, lowerScaleGate } from "./nodes/vector";
import { isOutputSloped } from "./shapes";

/**
 * Lowers the forward pass: every node that a target depends on, in graph order.
 * @param targets tensors that must be computed.
 * @param readers tensors that are read from outside the graph: never fused away.
 */
export function lowerForward(lowering: Lowering, targets: Iterable<string>, readers: ReadonlySet<string>): void {
  const { graph } = lowering.plan;
  const needed = dependencies(graph, targets);
  const sums = fusibleSums(graph, readers, needed);
  const fused = new Set([...sums.values()].map(({ norm }) => norm.name));
  for (const node of graph.nodes) {
    if (!needed.has(node.name) || fused.has(node.name)) continue;
    const sum = sums.get(node.name);
    if (sum !== undefined && node.primitive.op === "add") {
      lowerBatchNorm(lowering, sum.norm, node.primitive.activation, { node, other: sum.other });
    } else lowerNode(lowering, node);
  }
}

function lowerNode(lowering: Lowering, node: GraphNode): void {
  const { primitive } = node;
  switch (primitive.op) {
    case "input":
      lowering.define(node.name, lowering.plan.images);
      return;
    case "conv":
      return lowerConv(lowering, node, primitive);
    case "batchNorm":
      return lowerBatchNorm(lowering, node, primitive.activation);
    case "activation":
      return lowerActivation(lowering, node, primitive.activation);
    case "add":
      return lowerAdd(lowering, node, primitive.activation);
    case "concat":
      return lowerConcat(lowering, node);
    case "padChannels":
      return lowerPadChannels(lowering, node);
    case "maxPool":
    case "averagePool":
      return lowerPool(lowering, node, primitive);
    case "resizePool":
      return lowerResizePool(lowering, node);
    case "globalMean":
      return lowerGlobalMean(lowering, node);
    case "flatten":
    case "detach":
      // The same numbers under another name; the backward walk resolves both.
      lowering.define(node.name, lowering.value(lowering.inputOf(node).name));
      return;
    case "scaleGate":
      return lowerScaleGate(lowering, node);
    case "dense":
      return lowerDense(lowering, node, primitive);
    case "dropout":
      return lowerDropout(lowering, node, primitive.rate);
    case "normalise":
      return lowerNormalise(lowering, node);
    default:
      return primitive satisfies never;
  }
}

/** Tensors that the terms read, the features behind sample weights included. */
export function termTensors(terms: readonly Term[]): ReadonlySet<string> {
  return new Set(
    terms.flatMap((term) => [
      ...Object.values(termInputs(term)),
      ...(term.sampleWeight === undefined ? [] : [term.sampleWeight.tensor]),
    ]),
  );
}

function dependencies(graph: NetworkGraph, targets: Iterable<string>): ReadonlySet<string> {
  const needed = new Set(targets);
  for (let index = graph.nodes.length - 1; index >= 0; index -= 1) {
    const node = graph.nodes[index];
    if (node !== undefined && needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  }
  return needed;
}

interface FusedSum {
  readonly norm: GraphNode;
  readonly other: string;
}

/**
 * Sums of two tensors of which one is a batch norm without activation that nobody else reads: one kernel does both.
 * The later of two such norms is taken; the earlier one runs alone.
 */
function fusibleSums(
  graph: NetworkGraph,
  readers: ReadonlySet<string>,
  needed: ReadonlySet<string>,
): ReadonlyMap<string, FusedSum> {
  const uses = new Map<string, number>();
  for (const { name, inputs } of graph.nodes) {
    if (needed.has(name)) for (const input of inputs) uses.set(input, (uses.get(input) ?? 0) + 1);
  }
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const sums = new Map<string, FusedSum>();
  for (const node of graph.nodes) {
    const { primitive, inputs } = node;
    const [a, b] = inputs;
    if (primitive.op !== "add" || a === undefined || b === undefined || inputs.length !== 2 || a === b) continue;
    if (!needed.has(node.name) || !isOutputSloped(primitive.activation)) continue;
    for (const [name, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const norm = byName.get(name);
      if (norm?.primitive.op !== "batchNorm" || norm.primitive.activation !== "none") continue;
      if (uses.get(name) !== 1 || readers.has(name)) continue;
      // x + norm(x): one kernel would write both gradients of x at once.
      if (root(byName, norm.inputs[0]) === root(byName, other)) continue;
      sums.set(node.name, { norm, other });
      break;
    }
  }
  return sums;
}

/** The tensor whose memory a name stands for. */
function root(byName: ReadonlyMap<string, GraphNode>, name: string | undefined): string | undefined {
  const node = name === undefined ? undefined : byName.get(name);
  return node !== undefined && isAlias(node.primitive) ? root(byName, node.inputs[0]) : name;
}
