import type { BranchId, GraphNode, Initial, Parameter, StageId, Statistic } from "./networkGraph";
import { inferShape, type Activation, type Padding, type Primitive } from "./primitive";
import { asMap, asVector, ShapeError, type Shape } from "./shape";

/** Where new nodes belong: their branch, stage and path prefix. */
export interface Scope {
  readonly branch: BranchId;
  readonly stage: StageId;
  /** Path prefix of node and parameter names, without the final dot. */
  readonly path: string;
}

interface ConvOptions {
  readonly filters: number;
  readonly kernel: number;
  readonly stride?: number;
  readonly padding?: Padding;
  readonly groups?: number;
  readonly bias?: boolean;
}

/**
 * Collects nodes, parameters and statistics while blocks expand themselves. Tensors are named by the node that made
 * them; every method returns that name.
 */
export class GraphBuilder {
  readonly nodes: GraphNode[] = [];
  readonly parameters: Parameter[] = [];
  readonly statistics: Statistic[] = [];
  readonly #byName = new Map<string, GraphNode>();

  constructor(input: Shape) {
    this.#push("input", { op: "input" }, [], input, { branch: "main", stage: "input", path: "" }, [], []);
  }

  /** Another builder that begins with everything that this one has. */
  copy(): GraphBuilder {
    const copied = new GraphBuilder(this.shapeOf("input"));
    copied.nodes.splice(0, 1, ...this.nodes);
    copied.parameters.push(...this.parameters);
    copied.statistics.push(...this.statistics);
    for (const [name, node] of this.#byName) copied.#byName.set(name, node);
    return copied;
  }

  shapeOf(tensor: string): Shape {
    const node = this.#byName.get(tensor);
    if (node === undefined) throw new ShapeError(tensor, { code: "noTensor" });
    return node.shape;
  }

  /** The node that made a tensor. */
  nodeOf(tensor: string): GraphNode | undefined {
    return this.#byName.get(tensor);
  }

  /** Convolution; padding defaults to ⌊kernel / 2⌋ on all four sides. */
  conv(scope: Scope, name: string, input: string, options: ConvOptions): string {
    const { filters, kernel, stride = 1, groups = 1, bias = false } = options;
    const half = Math.floor(kernel / 2);
    const padding = options.padding ?? [half, half];
    const path = join(scope, name);
    const { channels } = asMap(this.shapeOf(input), path);
    const primitive: Primitive = { op: "conv", filters, kernel, stride, padding, groups, bias };
    const shape = inferShape(primitive, [this.shapeOf(input)], path);
    const weights = [
      this.#parameter(scope, path, path, "kernel", [kernel, kernel, channels / groups, filters], {
        kind: "heNormal",
        fan: kernel * kernel * filters,
      }),
    ];
    if (bias) weights.push(this.#parameter(scope, path, path, "bias", [filters], { kind: "constant", value: 0 }));
    return this.#push(path, primitive, [input], shape, scope, weights, []);
  }

  /**
   * Batch normalisation, optionally with its activation.
   * @param layer path of the convolution that it belongs to; its own path when it stands alone (pre-activation nets).
   */
  batchNorm(scope: Scope, name: string, input: string, activation: Activation, layer?: string): string {
    const path = join(scope, name);
    const { channels } = asMap(this.shapeOf(input), path);
    const owner = layer ?? path;
    const parameters = [
      this.#parameter(scope, path, owner, "gamma", [channels], { kind: "constant", value: 1 }),
      this.#parameter(scope, path, owner, "beta", [channels], { kind: "constant", value: 0 }),
    ];
    const statistics = (["mean", "variance"] as const).map((role) => {
      const statistic: Statistic = { name: `${path}.${role}`, shape: [channels], role, branch: scope.branch };
      this.statistics.push(statistic);
      return statistic.name;
    });
    const shape = this.shapeOf(input);
    return this.#push(path, { op: "batchNorm", activation }, [input], shape, scope, parameters, statistics);
  }

  /** Convolution followed by its batch norm and activation; returns the batch norm's output. */
  convNorm(scope: Scope, suffix: string, input: string, options: ConvOptions, activation: Activation): string {
    const conv = this.conv(scope, `conv${suffix}`, input, options);
    return this.batchNorm(scope, `norm${suffix}`, conv, activation, conv);
  }

  /** Dense layer on a vector; weights U(±1/√in), or N(0, deviation) where one is given; bias zero. */
  dense(scope: Scope, name: string, input: string, features: number, bias = true, deviation?: number): string {
    const path = join(scope, name);
    const inputs = asVector(this.shapeOf(input), path);
    // The normal draw of deviation √(2 / fan), solved for the fan.
    const initial: Initial =
      deviation === undefined
        ? { kind: "uniform", bound: 1 / Math.sqrt(inputs) }
        : { kind: "heNormal", fan: 2 / (deviation * deviation) };
    const weights = [this.#parameter(scope, path, path, "weight", [inputs, features], initial)];
    if (bias) weights.push(this.#parameter(scope, path, path, "bias", [features], { kind: "constant", value: 0 }));
    return this.#push(path, { op: "dense", features, bias }, [input], [features], scope, weights, []);
  }

  /** Any primitive without parameters. */
  apply(
    scope: Scope,
    name: string,
    primitive: Exclude<Primitive, { op: "input" | "conv" | "batchNorm" | "dense" }>,
    ...inputs: readonly string[]
  ): string {
    const path = join(scope, name);
    const shapes = inputs.map((input) => this.shapeOf(input));
    return this.#push(path, primitive, inputs, inferShape(primitive, shapes, path), scope, [], []);
  }

  /**
   * The value of a tensor before its fused activation (the DSN authors tap there). Splits the node in two on first use;
   * a tensor without an activation is returned as it is.
   */
  beforeActivation(tensor: string): string {
    const index = this.nodes.findIndex((node) => node.name === tensor);
    const node = this.nodes[index];
    if (node === undefined) throw new ShapeError(tensor, { code: "noTensor" });
    const { primitive } = node;
    if (primitive.op === "activation") return node.inputs[0] ?? tensor;
    if ((primitive.op !== "add" && primitive.op !== "batchNorm") || primitive.activation === "none") return tensor;
    const { activation } = primitive;
    const before: GraphNode = { ...node, name: `${tensor}.linear`, primitive: { ...primitive, activation: "none" } };
    const after: GraphNode = {
      ...node,
      primitive: { op: "activation", activation },
      inputs: [before.name],
      parameters: [],
      statistics: [],
    };
    this.nodes.splice(index, 1, before, after);
    this.#byName.set(before.name, before);
    this.#byName.set(after.name, after);
    return before.name;
  }

  #parameter(
    scope: Scope,
    path: string,
    layer: string,
    role: Parameter["role"],
    shape: Shape,
    initial: Initial,
  ): string {
    const name = `${path}.${role}`;
    this.parameters.push({ name, shape, role, initial, branch: scope.branch, stage: scope.stage, layer });
    return name;
  }

  #push(
    name: string,
    primitive: Primitive,
    inputs: readonly string[],
    shape: Shape,
    scope: Scope,
    parameters: readonly string[],
    statistics: readonly string[],
  ): string {
    if (this.#byName.has(name)) throw new ShapeError(name, { code: "nameTaken" });
    const { branch, stage } = scope;
    const node: GraphNode = { name, primitive, inputs, shape, branch, stage, parameters, statistics };
    this.nodes.push(node);
    this.#byName.set(name, node);
    return name;
  }
}

function join(scope: Scope, name: string): string {
  return scope.path === "" ? name : `${scope.path}.${name}`;
}
