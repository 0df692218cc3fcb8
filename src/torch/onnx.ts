import type { GraphNode, NetworkGraph } from "../graph/networkGraph";
import type { Activation } from "../graph/primitive";
import { asMap } from "../graph/shape";
import { shippedGraph } from "../graph/shippedGraph";
import { layoutOf, toTorch } from "./layout";
import { torchNames } from "./names";
import { encodeOnnx, type AttributeProto, type NodeProto, type TensorProto } from "./messages/onnx";

/*
 * The network that ships, main's head and what it depends on, as ONNX: images `[batch, channels, height, width]` in, logits out.
 * Every primitive is one or two of ONNX's operators. A batch norm right behind a convolution may be folded into it.
 * Source: the ONNX specification, onnx.proto and Operators.md, opset 17.
 */

const OPSET = 17;
/** Of the file's form; the one that came with the opset. */
const IR_VERSION = 8;
const EPSILON = 1e-5;
const FLOAT = 1;
const INT64 = 7;

export interface OnnxOptions {
  /** Batch norms right behind convolutions become part of them. */
  readonly folded: boolean;
  /** Texts about the whole. */
  readonly metadata?: { readonly [key: string]: string };
}

/** @param tensors by the lab's names. @throws RangeError for one that is missing. */
export function writeOnnx(
  whole: NetworkGraph,
  tensors: ReadonlyMap<string, Float32Array>,
  { folded, metadata = {} }: OnnxOptions,
): Uint8Array<ArrayBuffer> {
  const graph = shippedGraph(whole);
  const writer = new GraphWriter(graph, tensors, folded);
  for (const node of graph.nodes) writer.add(node);
  const [main] = graph.heads;
  writer.op("Identity", [writer.output(main?.logits ?? "")], "logits");
  const { height, width, channels } = asMap(graph.input, "input");
  return encodeOnnx("ModelProto", {
    irVersion: IR_VERSION,
    producerName: "forklab",
    graph: {
      node: writer.nodes,
      name: "main",
      initializer: writer.initializers,
      input: [valueInfo("images", [channels, height, width])],
      output: [valueInfo("logits", [graph.classes])],
    },
    opsetImport: [{ domain: "", version: OPSET }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

type Attribute = readonly [name: string, value: number | readonly number[] | { readonly float: number }];

class GraphWriter {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #graph: NetworkGraph;
  readonly #tensors: ReadonlyMap<string, Float32Array>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #folded: boolean;
  /** By a node's name the tensor that holds its output. */
  readonly #outputs = new Map<string, string>();

  constructor(graph: NetworkGraph, tensors: ReadonlyMap<string, Float32Array>, folded: boolean) {
    this.#graph = graph;
    this.#tensors = tensors;
    this.#names = torchNames(graph);
    this.#folded = folded;
  }

  /** The tensor that holds a node's output. */
  output(node: string): string {
    return this.#outputs.get(node) ?? node;
  }

  /** An operator; returns the name of its output. */
  op(type: string, inputs: readonly string[], output: string, attributes: readonly Attribute[] = []): string {
    this.nodes.push({
      input: inputs,
      output: [output],
      name: output,
      opType: type,
      attribute: attributes.map(([name, value]) => ({ name, ...attributeFields(value) })),
    });
    return output;
  }

  add(node: GraphNode): void {
    const { name, primitive } = node;
    const inputs = node.inputs.map((input) => this.output(input));
    const [x = "images"] = inputs;
    const keep = (tensor: string): void => void this.#outputs.set(name, tensor);
    switch (primitive.op) {
      case "input":
        return keep("images");
      case "detach":
      case "dropout":
        return keep(x);
      case "conv": {
        const { kernel, stride, padding, groups } = primitive;
        const norm = this.#normAfter(node);
        const weights = norm === undefined ? this.#parameters(node) : this.#foldedInto(node, norm);
        return keep(
          this.op("Conv", [x, ...weights], name, [
            ["kernel_shape", [kernel, kernel]],
            ["strides", [stride, stride]],
            ["pads", around(padding)],
            ["group", groups],
          ]),
        );
      }
      case "batchNorm": {
        const conv = this.#graph.nodes.find((other) => other.name === node.inputs[0]);
        const isFolded = conv !== undefined && this.#normAfter(conv) === node;
        const normed = isFolded
          ? x
          : this.op("BatchNormalization", [x, ...this.#parameters(node), ...this.#statistics(node)], `${name}/norm`, [
              ["epsilon", { float: EPSILON }],
            ]);
        return keep(this.#activated(normed, primitive.activation, name));
      }
      case "activation":
        return keep(this.#activated(x, primitive.activation, name));
      case "add": {
        const sum = inputs.slice(1).reduce((so, other, index) => this.op("Add", [so, other], `${name}/sum${index}`), x);
        return keep(this.#activated(sum, primitive.activation, name));
      }
      case "concat":
        return keep(this.op("Concat", inputs, name, [["axis", 1]]));
      case "padChannels": {
        const extra = primitive.channels - (this.#shapeOf(node.inputs[0])[2] ?? 0);
        return keep(this.op("Pad", [x, this.#whole(`${name}/pads`, [0, 0, 0, 0, 0, extra, 0, 0])], name));
      }
      case "maxPool":
      case "averagePool": {
        const { kernel, stride, padding } = primitive;
        const isMax = primitive.op === "maxPool";
        return keep(
          this.op(isMax ? "MaxPool" : "AveragePool", [x], name, [
            ["kernel_shape", [kernel, kernel]],
            ["strides", [stride, stride]],
            ["pads", around(padding)],
            ...(isMax ? [] : [["count_include_pad", 1] as const]),
          ]),
        );
      }
      case "resizePool": {
        const { height, width } = asMap(this.#shapeOf(node.inputs[0]), name);
        const columns = this.#floats(`${name}/columns`, [width, primitive.width], means(width, primitive.width, false));
        const rows = this.#floats(`${name}/rows`, [primitive.height, height], means(height, primitive.height, true));
        return keep(this.op("MatMul", [rows, this.op("MatMul", [x, columns], `${name}/wide`)], name));
      }
      case "globalMean":
        return keep(this.op("Flatten", [this.op("GlobalAveragePool", [x], `${name}/map`)], name));
      case "flatten":
        return keep(this.op("Flatten", [x], name));
      case "scaleGate": {
        const gate = this.op("Unsqueeze", [inputs[1] ?? x, this.#whole(`${name}/axes`, [2, 3])], `${name}/gate`);
        return keep(this.op("Mul", [x, gate], name));
      }
      case "dense":
        return keep(this.op("Gemm", [x, ...this.#parameters(node)], name, [["transB", 1]]));
      case "normalise":
        return keep(
          this.op("LpNormalization", [x], name, [
            ["axis", 1],
            ["p", 2],
          ]),
        );
      default:
        return primitive satisfies never;
    }
  }

  #activated(x: string, activation: Activation, name: string): string {
    switch (activation) {
      case "none":
        return x;
      case "relu":
        return this.op("Relu", [x], `${name}/act`);
      case "relu6":
        return this.op(
          "Clip",
          [x, this.#floats(`${name}/low`, [], [0]), this.#floats(`${name}/high`, [], [6])],
          `${name}/act`,
        );
      case "hardSwish":
        return this.op("HardSwish", [x], `${name}/act`);
      case "hardSigmoid":
        return this.op("HardSigmoid", [x], `${name}/act`, [
          ["alpha", { float: 1 / 6 }],
          ["beta", { float: 0.5 }],
        ]);
      default:
        return activation satisfies never;
    }
  }

  /** The batch norm that a convolution is folded with: the only one that reads it. */
  #normAfter({ name, primitive }: GraphNode): GraphNode | undefined {
    if (!this.#folded || primitive.op !== "conv") return undefined;
    const readers = this.#graph.nodes.filter(({ inputs }) => inputs.includes(name));
    const [only] = readers;
    return readers.length === 1 && only?.primitive.op === "batchNorm" ? only : undefined;
  }

  /** Kernel and bias of a convolution together with the batch norm behind it. */
  #foldedInto(conv: GraphNode, norm: GraphNode): readonly string[] {
    const [gamma, beta] = norm.parameters.map((name) => this.#values(name));
    const [mean, variance] = norm.statistics.map((name) => this.#values(name));
    const [kernel = ""] = conv.parameters;
    const bias = conv.parameters[1] === undefined ? undefined : this.#values(conv.parameters[1]);
    const { shape, values } = this.#laidOut(kernel);
    const filters = shape[0] ?? 1;
    const each = values.length / filters;
    const factor = Float64Array.from(
      { length: filters },
      (_, filter) => (gamma?.[filter] ?? 1) / Math.sqrt((variance?.[filter] ?? 0) + EPSILON),
    );
    const scaled = values.map((value, index) => value * (factor[Math.floor(index / each)] ?? 1));
    const shift = Float32Array.from(
      factor,
      (scale, filter) => (beta?.[filter] ?? 0) + ((bias?.[filter] ?? 0) - (mean?.[filter] ?? 0)) * scale,
    );
    const name = this.#names.get(kernel) ?? kernel;
    return [
      this.#floats(name, shape, scaled),
      this.#floats(`${name.replace(/weight$/, "bias")}.folded`, [filters], shift),
    ];
  }

  #parameters({ parameters }: GraphNode): readonly string[] {
    return parameters.map((name) => {
      const { shape, values } = this.#laidOut(name);
      return this.#floats(this.#names.get(name) ?? name, shape, values);
    });
  }

  #statistics({ statistics }: GraphNode): readonly string[] {
    return statistics.map((name) => {
      const values = this.#values(name);
      return this.#floats(this.#names.get(name) ?? name, [values.length], values);
    });
  }

  #laidOut(name: string): { readonly shape: readonly number[]; readonly values: Float32Array } {
    const parameter = this.#graph.parameters.find((one) => one.name === name);
    if (parameter === undefined) throw new RangeError(`no parameter ${name}`);
    const layout = layoutOf(this.#graph, parameter);
    return { shape: layout.shape, values: toTorch(layout, this.#values(name)) };
  }

  #values(name: string): Float32Array {
    const values = this.#tensors.get(name);
    if (values === undefined) throw new RangeError(`no values of ${name}`);
    return values;
  }

  #shapeOf(tensor: string | undefined): readonly number[] {
    return this.#graph.nodes.find(({ name }) => name === tensor)?.shape ?? [];
  }

  #floats(name: string, shape: readonly number[], values: ArrayLike<number>): string {
    const view = new DataView(new ArrayBuffer(4 * values.length));
    for (let index = 0; index < values.length; index += 1) view.setFloat32(4 * index, values[index] ?? 0, true);
    return this.#initializer(name, shape, FLOAT, new Uint8Array(view.buffer));
  }

  #whole(name: string, values: readonly number[]): string {
    const view = new DataView(new ArrayBuffer(8 * values.length));
    values.forEach((value, index) => view.setBigInt64(8 * index, BigInt(value), true));
    return this.#initializer(name, [values.length], INT64, new Uint8Array(view.buffer));
  }

  #initializer(name: string, shape: readonly number[], type: number, raw: Uint8Array): string {
    this.initializers.push({ dims: shape, dataType: type, name, rawData: raw });
    return name;
  }
}

/** Zeros before and after both axes, in ONNX's order. */
const around = ([before, after]: readonly [number, number]): readonly number[] => [before, before, after, after];

/** The matrix that takes means over bins: bin i of n over s values covers ⌊i·s/n⌋ to ⌈(i+1)·s/n⌉. */
function means(size: number, bins: number, rows: boolean): Float32Array {
  const matrix = new Float32Array(size * bins);
  for (let bin = 0; bin < bins; bin += 1) {
    const from = Math.floor((bin * size) / bins);
    const to = Math.ceil(((bin + 1) * size) / bins);
    for (let at = from; at < to; at += 1) matrix[rows ? bin * size + at : at * bins + bin] = 1 / (to - from);
  }
  return matrix;
}

/** AttributeProto.AttributeType. */
const KINDS = { float: 1, int: 2, ints: 7 };

function attributeFields(value: Attribute[1]): Omit<AttributeProto, "name"> {
  if (typeof value === "number") return { i: value, type: KINDS.int };
  return "float" in value ? { f: value.float, type: KINDS.float } : { ints: value, type: KINDS.ints };
}

/** A tensor of floats whose first axis is the batch. */
function valueInfo(name: string, shape: readonly number[]): object {
  const dim = [{ dimParam: "batch" }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
