import { isAlias } from "../../graph/primitive";
import type { NetworkGraph } from "../../graph/networkGraph";
import type { BackwardPass, Lowering } from "./lowering";
import { transient, type Region } from "./region";

export interface BackwardOptions {
  /** Where each wanted parameter's gradient goes; parameters that are absent get none. */
  readonly gradients: ReadonlyMap<string, Region>;
  /** Observers' detaches let gradients through: probes. */
  readonly throughObservers: boolean;
}

/**
 * Walks the registered rules backwards. Contributions to one tensor are added in the order in which the walk meets its
 * consumers, so that sums at forks have one fixed order.
 * @param seed writes the gradients of the loss's own inputs.
 * @returns the pass, which tells what arrived where.
 */
export function lowerBackward(
  lowering: Lowering,
  options: BackwardOptions,
  seed: (pass: BackwardPass) => void,
): Pick<BackwardPass, "incoming"> {
  const pass = new Pass(lowering, options);
  seed(pass);
  for (let index = lowering.rules.length - 1; index >= 0; index -= 1) lowering.rules[index]?.rule(pass);
  pass.finish();
  return pass;
}

class Pass implements BackwardPass {
  readonly #lowering: Lowering;
  readonly #options: BackwardOptions;
  readonly #wanted: ReadonlySet<string>;
  readonly #gradients = new Map<string, Region>();
  readonly #written = new Set<string>();
  readonly #afterwards: (() => void)[] = [];

  constructor(lowering: Lowering, options: BackwardOptions) {
    this.#lowering = lowering;
    this.#options = options;
    this.#wanted = wantedTensors(lowering.plan.graph, options);
  }

  incoming(name: string): Region | undefined {
    return this.#gradients.get(name);
  }

  wants(name: string): boolean {
    return this.#target(name) !== undefined;
  }

  into(name: string, emit: (target: Region, accumulate: boolean) => void): void {
    const target = this.#target(name);
    if (target === undefined) return;
    const known = this.#gradients.get(target);
    const region = known ?? transient(`d ${target}`, this.#lowering.wordsOf(this.#lowering.node(target)));
    this.#gradients.set(target, region);
    emit(region, known !== undefined);
  }

  parameter(name: string): Region | undefined {
    const region = this.#options.gradients.get(name);
    if (region !== undefined) this.#written.add(name);
    return region;
  }

  isWritten(name: string): boolean {
    return this.#written.has(name);
  }

  afterwards(action: () => void): void {
    this.#afterwards.push(action);
  }

  finish(): void {
    for (const action of this.#afterwards) action();
  }

  /** The tensor that really holds the values: flattened and let-through tensors are their inputs. */
  #target(name: string): string | undefined {
    if (!this.#wanted.has(name)) return undefined;
    const node = this.#lowering.node(name);
    return isAlias(node.primitive) ? this.#target(node.inputs[0] ?? "") : name;
  }
}

/** Tensors on which a wanted parameter has an unblocked influence. */
function wantedTensors(graph: NetworkGraph, { gradients, throughObservers }: BackwardOptions): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const node of graph.nodes) {
    const { primitive } = node;
    if (primitive.op === "detach" && !(primitive.observer && throughObservers)) continue;
    const below = node.inputs.some((input) => wanted.has(input));
    if (below || node.parameters.some((name) => gradients.has(name))) wanted.add(node.name);
  }
  return wanted;
}
