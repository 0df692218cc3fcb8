import type { GraphNode, NetworkGraph } from "../../graph/networkGraph";
import { sizeOf } from "../../graph/shape";
import type { OperationName, Operations, Planned } from "./operations";
import { transient, type Arena, type Region } from "./region";

/** What all programs of an executor share. */
export interface LoweringPlan {
  readonly graph: NetworkGraph;
  readonly batch: number;
  /** One slot per parameter; gradients and momenta are laid out alike. */
  readonly parameters: Arena;
  /** Running means and variances. */
  readonly statistics: Arena;
  /** What terms remember from step to step, by term. */
  readonly termState: Arena;
  /** Views of each image in a batch, stacked. */
  readonly views: 1 | 2;
  /** `[batch, height, width, channels]` */
  readonly images: Region;
  /** `[batch]` class indices. */
  readonly labels: Region;
}

export interface ForwardMode {
  /** Batch statistics and dropout, or running statistics. */
  readonly training: boolean;
  /** The running statistics take part of the batch's. */
  readonly updatesStatistics: boolean;
}

/** Carries a node's gradient to its inputs and parameters; registered when the node is lowered. */
export type BackwardRule = (pass: BackwardPass) => void;

/** One backward walk: which gradients exist so far, and who wants one. */
export interface BackwardPass {
  /** The whole gradient of a node's output; undefined where none arrives. */
  incoming(name: string): Region | undefined;
  /** True when a tensor's gradient serves a wanted parameter. */
  wants(name: string): boolean;
  /**
   * Adds to the gradient of a tensor. `emit` must write every element of its target, or add to every element when
   * `accumulate` is set. Nothing happens where nobody wants the gradient.
   */
  into(name: string, emit: (target: Region, accumulate: boolean) => void): void;
  /** Where a parameter's gradient goes; undefined where it is not wanted. A parameter belongs to one node. */
  parameter(name: string): Region | undefined;
  /** True when `parameter` has handed out the place before: somebody has written there. */
  isWritten(name: string): boolean;
  /** Runs when all rules have run. */
  afterwards(action: () => void): void;
}

/** A growing list of operations for one pass over the graph. */
export class Lowering {
  readonly plan: LoweringPlan;
  readonly mode: ForwardMode;
  readonly operations: Planned[] = [];
  readonly rules: { readonly node: string; readonly rule: BackwardRule }[] = [];
  /** Where the step's dropout keys come from: a one-word region by node. */
  readonly dropoutKey: (node: string) => Region;
  readonly #values = new Map<string, Region>();
  readonly #nodes: ReadonlyMap<string, GraphNode>;
  readonly #once = new Map<string, Region>();

  constructor(plan: LoweringPlan, mode: ForwardMode, dropoutKey: (node: string) => Region) {
    this.plan = plan;
    this.mode = mode;
    this.dropoutKey = dropoutKey;
    this.#nodes = new Map(plan.graph.nodes.map((node) => [node.name, node]));
  }

  node(name: string): GraphNode {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`${name}: no such node`);
    return node;
  }

  /** The node that made an input of another node. */
  inputOf(node: GraphNode, index = 0): GraphNode {
    const name = node.inputs[index];
    if (name === undefined) throw new Error(`${node.name}: input ${index} is missing`);
    return this.node(name);
  }

  /** Values of one batch of a tensor. */
  wordsOf(node: GraphNode): number {
    return this.plan.batch * sizeOf(node.shape);
  }

  /** The region that holds a tensor's values. */
  value(name: string): Region {
    const region = this.#values.get(name);
    if (region === undefined) throw new Error(`${name} is read before it is computed`);
    return region;
  }

  /** Names a region as a tensor's values; several tensors may share one. */
  define(name: string, region: Region): Region {
    this.#values.set(name, region);
    return region;
  }

  /** A new region for a node's output. */
  output(node: GraphNode): Region {
    return this.define(node.name, transient(node.name, this.wordsOf(node)));
  }

  parameter(node: GraphNode, index: number): Region {
    const name = node.parameters[index];
    const region = name === undefined ? undefined : this.plan.parameters.slots.get(name);
    if (region === undefined) throw new Error(`${node.name}: parameter ${index} is missing`);
    return region;
  }

  statistic(node: GraphNode, index: number): Region {
    const name = node.statistics[index];
    const region = name === undefined ? undefined : this.plan.statistics.slots.get(name);
    if (region === undefined) throw new Error(`${node.name}: statistic ${index} is missing`);
    return region;
  }

  /** Appends an operation: what it is told, what it reads, what it writes. */
  emit<K extends OperationName>(
    op: K,
    facts: Operations[K]["facts"],
    reads: Operations[K]["reads"],
    writes: Operations[K]["writes"],
  ): void {
    // Name and parts belong together by the signature; TypeScript does not build the union from it.
    this.operations.push({ op, facts, reads, writes } as unknown as Planned);
  }

  /** A region that is computed at most once in this list, such as sample weights. */
  once(key: string, make: () => Region): Region {
    const known = this.#once.get(key);
    if (known !== undefined) return known;
    const region = make();
    this.#once.set(key, region);
    return region;
  }

  backward(node: string, rule: BackwardRule): void {
    this.rules.push({ node, rule });
  }
}
