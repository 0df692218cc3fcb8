import { asMap, asVector, ShapeError, showShape, sizeOf, type Shape } from "./shape";

/** Zeros added before and after both spatial axes; always explicit, because TensorFlow's `same` pads unevenly at stride 2. */
export type Padding = readonly [before: number, after: number];

export type Activation = "none" | "relu" | "relu6" | "hardSwish" | "hardSigmoid";

/**
 * The operations that a network is made of. Executors implement exactly these; everything above (blocks, backbones,
 * branch designs) expands into them.
 */
export type Primitive =
  | { readonly op: "input" }
  | {
      readonly op: "conv";
      readonly filters: number;
      /** Square kernel, in pixels. */
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Padding;
      /** 1 = dense; equal to the input channels = depthwise. */
      readonly groups: number;
      readonly bias: boolean;
    }
  | { readonly op: "batchNorm"; readonly activation: Activation }
  | { readonly op: "activation"; readonly activation: Exclude<Activation, "none"> }
  | { readonly op: "add"; readonly activation: Activation }
  | { readonly op: "concat" }
  | { readonly op: "padChannels"; readonly channels: number }
  | {
      readonly op: "maxPool" | "averagePool";
      readonly kernel: number;
      readonly stride: number;
      readonly padding: Padding;
    }
  | { readonly op: "resizePool"; readonly height: number; readonly width: number }
  | { readonly op: "globalMean" }
  | { readonly op: "flatten" }
  | { readonly op: "scaleGate" }
  | { readonly op: "dense"; readonly features: number; readonly bias: boolean }
  | { readonly op: "dropout"; readonly rate: number }
  | { readonly op: "normalise" }
  | {
      readonly op: "detach";
      /**
       * An observer's detach is counterfactual: training never lets its gradient through, a probe does, so that a
       * branch that only watches can be asked what it *would* have pulled towards.
       */
      readonly observer: boolean;
    };

interface PrimitiveFacts<P> {
  /** Multiply-adds for one image; element-wise work is not counted, as in the literature. */
  multiplyAdds(primitive: P, output: Shape, input: Shape): number;
  /** Whether its output is its input's memory under another name or shape. */
  readonly alias: boolean;
}

const elementwise: PrimitiveFacts<unknown> = { multiplyAdds: () => 0, alias: false };
const alias: PrimitiveFacts<unknown> = { ...elementwise, alias: true };

/** What besides its shape is known of each primitive; the compiler asks for a new one. */
const facts: { readonly [Op in Primitive["op"]]: PrimitiveFacts<Extract<Primitive, { op: Op }>> } = {
  input: elementwise,
  conv: {
    multiplyAdds: ({ kernel, groups }, output, input) => sizeOf(output) * kernel * kernel * ((input[2] ?? 0) / groups),
    alias: false,
  },
  batchNorm: elementwise,
  activation: elementwise,
  add: elementwise,
  concat: elementwise,
  padChannels: elementwise,
  maxPool: elementwise,
  averagePool: elementwise,
  resizePool: elementwise,
  globalMean: elementwise,
  flatten: alias,
  scaleGate: elementwise,
  dense: { multiplyAdds: ({ features }, _, input) => sizeOf(input) * features, alias: false },
  dropout: elementwise,
  normalise: elementwise,
  detach: alias,
};

/** Multiply-adds of a primitive for one image; element-wise work is not counted, as in the literature. */
export function multiplyAddsOf<P extends Primitive>(primitive: P, output: Shape, input: Shape): number {
  const { multiplyAdds } = facts[primitive.op] as PrimitiveFacts<P>;
  return multiplyAdds(primitive, output, input);
}

/** Whether a primitive's output is its input's memory under another name or shape. */
export function isAlias({ op }: Primitive): boolean {
  return facts[op].alias;
}

/**
 * The output shape of a primitive.
 * @param at path of the node, for the message.
 * @throws ShapeError naming the node, the shapes and what would fit.
 */
export function inferShape(primitive: Primitive, inputs: readonly Shape[], at: string): Shape {
  const first = inputs[0];
  if (first === undefined) throw new ShapeError(at, { code: "noInput" });
  switch (primitive.op) {
    case "input":
    case "activation":
    case "batchNorm":
    case "dropout":
    case "detach":
      return first;
    case "conv": {
      const map = asMap(first, at);
      const { groups, filters } = primitive;
      if (map.channels % groups !== 0 || filters % groups !== 0) {
        throw new ShapeError(at, { code: "groups", groups, inputs: map.channels, outputs: filters });
      }
      return [...windowed(map.height, map.width, primitive, at), filters];
    }
    case "maxPool":
    case "averagePool": {
      const map = asMap(first, at);
      return [...windowed(map.height, map.width, primitive, at), map.channels];
    }
    case "resizePool": {
      const map = asMap(first, at);
      if (primitive.height > map.height || primitive.width > map.width) {
        throw new ShapeError(at, {
          code: "resize",
          from: showShape(first),
          to: `${primitive.height}×${primitive.width}`,
        });
      }
      return [primitive.height, primitive.width, map.channels];
    }
    case "add": {
      for (const other of inputs) {
        if (showShape(other) !== showShape(first)) {
          throw new ShapeError(at, { code: "sum", other: showShape(other), shape: showShape(first) });
        }
      }
      return first;
    }
    case "concat": {
      const maps = inputs.map((shape) => asMap(shape, at));
      const [head] = maps;
      if (head === undefined || maps.some((map) => map.height !== head.height || map.width !== head.width)) {
        throw new ShapeError(at, { code: "join", shapes: inputs.map(showShape) });
      }
      return [head.height, head.width, maps.reduce((sum, map) => sum + map.channels, 0)];
    }
    case "padChannels": {
      const map = asMap(first, at);
      if (primitive.channels < map.channels) {
        throw new ShapeError(at, { code: "pad", from: map.channels, to: primitive.channels });
      }
      return [map.height, map.width, primitive.channels];
    }
    case "globalMean":
      return [asMap(first, at).channels];
    case "flatten":
      return [sizeOf(first)];
    case "scaleGate": {
      const map = asMap(first, at);
      const gate = inputs[1];
      if (gate === undefined || asVector(gate, at) !== map.channels) {
        throw new ShapeError(at, { code: "gates", shape: showShape(first) });
      }
      return first;
    }
    case "dense":
      asVector(first, at);
      return [primitive.features];
    case "normalise":
      asVector(first, at);
      return first;
    default:
      return primitive satisfies never;
  }
}

function windowed(
  height: number,
  width: number,
  window: { readonly kernel: number; readonly stride: number; readonly padding: Padding },
  at: string,
): [number, number] {
  const [before, after] = window.padding;
  const extent = (size: number): number => Math.floor((size + before + after - window.kernel) / window.stride) + 1;
  if (extent(height) < 1 || extent(width) < 1) {
    throw new ShapeError(at, { code: "window", kernel: window.kernel, map: `${height}×${width}` });
  }
  return [extent(height), extent(width)];
}
