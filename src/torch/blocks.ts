import { channelsAfter, type BlockSpec } from "../graph/blocks/block";
import type { Activation } from "../graph/primitive";
import { call, literal, type Python } from "./python";

/** A part of `model.py`: the template that holds its class, and the call that makes one. */
export interface Part {
  readonly template: string;
  readonly made: Python;
}

/** The shape of a parameter under a block's path, `gate1.weight`. */
export type ShapeUnder = (name: string) => readonly number[];

type Writer<B> = (block: B, inputs: number, shapeOf: ShapeUnder) => Part;

/** Named arguments as they are left out: the templates' defaults. */
const unless = (value: number | string | boolean, usual: number | string | boolean): Python | undefined =>
  value === usual ? undefined : literal(value);

/** An activation's name in `ACTIVATIONS`. */
export const activationName = (activation: Activation): string => activation.toLowerCase();

/** How each kind of block is written; the compiler asks for a new one. */
const writers: { readonly [Op in BlockSpec["op"]]: Writer<Extract<BlockSpec, { op: Op }>> } = {
  unit: ({ filters, kernel, stride, activation }, inputs) => ({
    template: "blocks/unit",
    made: call("ConvNorm", [String(inputs), String(filters)], {
      kernel: unless(kernel, 3),
      stride: unless(stride, 1),
      activation: unless(activationName(activation), "relu"),
    }),
  }),
  basic: ({ filters, stride, shortcut }, inputs) => ({
    template: "blocks/basic",
    made: call("BasicBlock", [String(inputs), String(filters)], {
      stride: unless(stride, 1),
      shortcut: unless(shortcut, "B"),
    }),
  }),
  bottleneck: ({ filters, stride, shortcut }, inputs) => ({
    template: "blocks/bottleneck",
    made: call("Bottleneck", [String(inputs), String(filters)], {
      stride: unless(stride, 1),
      shortcut: unless(shortcut, "B"),
    }),
  }),
  preActivation: ({ filters, stride, dropout }, inputs) => ({
    template: "blocks/preActivation",
    made: call("PreActBlock", [String(inputs), String(filters)], {
      stride: unless(stride, 1),
      dropout: unless(dropout, 0),
    }),
  }),
  denseLayer: ({ growth, bottleneck, dropout, dropsInner }, inputs) => ({
    template: "blocks/denseLayer",
    made: call("DenseLayer", [String(inputs), String(growth)], {
      bottleneck: unless(bottleneck, false),
      dropout: unless(dropout, 0),
      inner_dropout: unless(bottleneck && dropsInner ? dropout : 0, 0),
    }),
  }),
  transition: (block, inputs) => ({
    template: "blocks/transition",
    made: call("Transition", [String(inputs), String(channelsAfter(block, inputs))], {
      dropout: unless(block.dropout, 0),
    }),
  }),
  conv: ({ filters, kernel, stride, bias, activation }, inputs) => ({
    template: "blocks/conv",
    made: call("Conv", [String(inputs), String(filters), String(kernel)], {
      stride: unless(stride, 1),
      bias: unless(bias, false),
      activation: unless(activationName(activation), "none"),
    }),
  }),
  pool: ({ pool, kernel, stride, padding, dropout }) => ({
    template: "blocks/pool",
    made: call("Pool", [literal(pool), String(kernel), String(stride)], {
      padding: padding.every((zeros) => zeros === 0) ? undefined : `(${padding.join(", ")})`,
      dropout: unless(dropout, 0),
    }),
  }),
  depthSeparable: ({ filters, stride }, inputs) => ({
    template: "blocks/depthSeparable",
    made: call("DepthSeparable", [String(inputs), String(filters)], { stride: unless(stride, 1) }),
  }),
  inverted: ({ filters, hidden, expand, kernel, stride, activation, squeeze }, inputs, shapeOf) => ({
    template: "blocks/inverted",
    made: call("Inverted", [String(inputs), String(filters), String(expand ? hidden : 0)], {
      kernel: unless(kernel, 3),
      stride: unless(stride, 1),
      activation: unless(activationName(activation), "relu6"),
      squeeze: squeeze === false ? undefined : String(shapeOf("gate1.weight")[1] ?? 0),
      gate_first: unless(squeeze === "beforeActivation", false),
    }),
  }),
  sepConv: ({ filters, stride }, inputs) => ({
    template: "blocks/sepConv",
    made: call("SepConv", [String(inputs), String(filters)], { stride: unless(stride, 1) }),
  }),
};

/** A block as a line of `model.py`. @param inputs channels that come in. */
export function blockPart<B extends BlockSpec>(block: B, inputs: number, shapeOf: ShapeUnder): Part {
  // What the compiler has checked just above, it cannot follow through a union of keys.
  const writer = writers[block.op] as unknown as Writer<B>;
  return writer(block, inputs, shapeOf);
}
