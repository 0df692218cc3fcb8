import type { GraphNode, NetworkGraph } from "../../graph/networkGraph";
import type { Activation } from "../../graph/primitive";
import { sizeOf } from "../../graph/shape";
import { drawAt } from "../../random/mix32";
import { streamKey } from "../../random/purpose";

/** Values by name in double precision; NHWC, `[rows, …shape]`. */
export type Values = ReadonlyMap<string, Float64Array>;

export interface ReferenceInput {
  readonly graph: NetworkGraph;
  readonly rows: number;
  readonly images: Float64Array;
  /** Parameters and, for inference, running statistics. */
  readonly values: Values;
  readonly training: boolean;
  readonly seed: number;
  readonly step: number;
}

/** The forward pass written for reading, not for speed: what the kernels are tested against. */
export function referenceForward(input: ReferenceInput): Map<string, Float64Array> {
  const outputs = new Map<string, Float64Array>();
  for (const node of input.graph.nodes) {
    const inputs = node.inputs.map((name) => ({ node: find(input.graph, name), values: at(outputs, name) }));
    outputs.set(node.name, node.primitive.op === "input" ? input.images : apply(node, inputs, input));
  }
  return outputs;
}

interface Source {
  readonly node: GraphNode;
  readonly values: Float64Array;
}

function apply(node: GraphNode, inputs: readonly Source[], context: ReferenceInput): Float64Array {
  const { primitive } = node;
  const { rows } = context;
  const first = inputs[0];
  if (first === undefined) throw new Error(`${node.name} has no input`);
  const x = first.values;
  const out = new Float64Array(rows * sizeOf(node.shape));
  const [height = 1, width = 1, channels = 1] =
    first.node.shape.length === 3 ? first.node.shape : [1, 1, first.node.shape[0]];
  const [outHeight = 1, outWidth = 1, outChannels = 1] = node.shape.length === 3 ? node.shape : [1, 1, node.shape[0]];
  const parameter = (index: number): Float64Array => at(context.values, node.parameters[index] ?? "");
  const pixel = (n: number, y: number, col: number, c: number): number =>
    y < 0 || y >= height || col < 0 || col >= width ? 0 : (x[((n * height + y) * width + col) * channels + c] ?? 0);
  const each = (value: (n: number, oy: number, ox: number, c: number, index: number) => number): Float64Array => {
    for (let index = 0; index < out.length; index += 1) {
      const c = index % outChannels;
      const place = Math.floor(index / outChannels);
      const ox = place % outWidth;
      const oy = Math.floor(place / outWidth) % outHeight;
      out[index] = value(Math.floor(place / (outWidth * outHeight)), oy, ox, c, index);
    }
    return out;
  };
  switch (primitive.op) {
    case "input":
    case "detach":
    case "flatten":
      return x;
    case "conv": {
      const { kernel, stride, padding, groups, filters } = primitive;
      const w = parameter(0);
      const [perGroup, perOut] = [channels / groups, filters / groups];
      return each((n, oy, ox, o) => {
        let sum = primitive.bias ? (parameter(1)[o] ?? 0) : 0;
        for (let r = 0; r < kernel; r += 1)
          for (let s = 0; s < kernel; s += 1)
            for (let i = 0; i < perGroup; i += 1) {
              const c = Math.floor(o / perOut) * perGroup + i;
              const weight = w[((r * kernel + s) * perGroup + i) * filters + o] ?? 0;
              sum += weight * pixel(n, oy * stride + r - padding[0], ox * stride + s - padding[0], c);
            }
        return sum;
      });
    }
    case "batchNorm": {
      const { mean, variance } = moments(node, x, channels, context);
      const [gamma, beta] = [parameter(0), parameter(1)];
      return each((_n, _y, _x, c, index) => {
        const unit = ((x[index] ?? 0) - (mean[c] ?? 0)) / Math.sqrt((variance[c] ?? 0) + 1e-5);
        return activate(unit * (gamma[c] ?? 0) + (beta[c] ?? 0), primitive.activation);
      });
    }
    case "activation":
      return x.map((value) => activate(value, primitive.activation));
    case "add":
      return out.map((_, index) =>
        activate(
          inputs.reduce((sum, { values }) => sum + (values[index] ?? 0), 0),
          primitive.activation,
        ),
      );
    case "concat":
      return each((n, y, col, c) => {
        let from = 0;
        for (const { node: source, values } of inputs) {
          const own = source.shape[2] ?? 0;
          if (c < from + own) return values[((n * outHeight + y) * outWidth + col) * own + c - from] ?? 0;
          from += own;
        }
        return Number.NaN;
      });
    case "padChannels":
      return each((n, y, col, c) => (c < channels ? pixel(n, y, col, c) : 0));
    case "maxPool":
    case "averagePool": {
      const { kernel, stride, padding } = primitive;
      return each((n, oy, ox, c) => {
        let most = -Infinity;
        let sum = 0;
        for (let r = 0; r < kernel; r += 1)
          for (let s = 0; s < kernel; s += 1) {
            const [y, col] = [oy * stride + r - padding[0], ox * stride + s - padding[0]];
            sum += pixel(n, y, col, c);
            if (y >= 0 && y < height && col >= 0 && col < width) most = Math.max(most, pixel(n, y, col, c));
          }
        return primitive.op === "maxPool" ? most : sum / kernel ** 2;
      });
    }
    case "resizePool":
      return each((n, oy, ox, c) => {
        const [top, bottom] = bin(oy, outHeight, height);
        const [left, right] = bin(ox, outWidth, width);
        let sum = 0;
        for (let y = top; y < bottom; y += 1) for (let col = left; col < right; col += 1) sum += pixel(n, y, col, c);
        return sum / ((bottom - top) * (right - left));
      });
    case "globalMean":
      return each((n, _y, _x, c) => {
        let sum = 0;
        for (let y = 0; y < height; y += 1) for (let col = 0; col < width; col += 1) sum += pixel(n, y, col, c);
        return sum / (height * width);
      });
    case "scaleGate": {
      const gate = inputs[1]?.values ?? x;
      return each((n, _y, _x, c, index) => (x[index] ?? 0) * (gate[n * channels + c] ?? 0));
    }
    case "dense": {
      const w = parameter(0);
      return each((n, _y, _x, o) => {
        let sum = primitive.bias ? (parameter(1)[o] ?? 0) : 0;
        for (let k = 0; k < channels; k += 1) sum += (x[n * channels + k] ?? 0) * (w[k * primitive.features + o] ?? 0);
        return sum;
      });
    }
    case "dropout": {
      if (!context.training) return x;
      const key = streamKey(context.seed, "dropout", node.name, context.step);
      const { rate } = primitive;
      return x.map((value, index) => (drawAt(key, index + 1) >= rate * 2 ** 32 ? value / (1 - rate) : 0));
    }
    case "normalise":
      return each((n, _y, _x, c) => {
        const row = x.subarray(n * channels, (n + 1) * channels);
        const length = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
        return (row[c] ?? 0) / Math.max(length, 1e-12);
      });
    default:
      return primitive satisfies never;
  }
}

function moments(
  node: GraphNode,
  x: Float64Array,
  channels: number,
  context: ReferenceInput,
): { readonly mean: Float64Array; readonly variance: Float64Array } {
  if (!context.training) {
    return {
      mean: at(context.values, node.statistics[0] ?? ""),
      variance: at(context.values, node.statistics[1] ?? ""),
    };
  }
  const count = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  x.forEach((value, index) => (mean[index % channels] = (mean[index % channels] ?? 0) + value / count));
  x.forEach((value, index) => {
    const c = index % channels;
    variance[c] = (variance[c] ?? 0) + (value - (mean[c] ?? 0)) ** 2 / count;
  });
  return { mean, variance };
}

function bin(index: number, count: number, size: number): readonly [from: number, to: number] {
  return [Math.floor((index * size) / count), Math.ceil(((index + 1) * size) / count)];
}

function activate(u: number, activation: Activation): number {
  const gate = Math.min(6, Math.max(0, u + 3)) / 6;
  switch (activation) {
    case "none":
      return u;
    case "relu":
      return Math.max(0, u);
    case "relu6":
      return Math.min(6, Math.max(0, u));
    case "hardSwish":
      return u * gate;
    case "hardSigmoid":
      return gate;
    default:
      return activation satisfies never;
  }
}

function at(values: Values, name: string): Float64Array {
  const found = values.get(name);
  if (found === undefined) throw new Error(`reference: no value for ${name}`);
  return found;
}

function find(graph: NetworkGraph, name: string): GraphNode {
  const node = graph.nodes.find((candidate) => candidate.name === name);
  if (node === undefined) throw new Error(`reference: no node ${name}`);
  return node;
}
