import { describe, expect, test } from "vitest";
import { GraphBuilder } from "../graphBuilder";
import type { Primitive } from "../primitive";
import { asMap } from "../shape";
import {
  blockKinds,
  buildBlock,
  channelsAfter,
  leavesRawSum,
  startsWithNorm,
  strideOf,
  unstrided,
  widened,
  type BlockSpec,
} from "./block";

/** At least one block of every kind; the compiler asks for a new kind's. */
const examples: { readonly [Op in BlockSpec["op"]]: readonly Extract<BlockSpec, { op: Op }>[] } = {
  unit: [{ op: "unit", filters: 8, kernel: 3, stride: 2, activation: "relu" }],
  basic: [
    { op: "basic", filters: 8, stride: 2, shortcut: "A" },
    { op: "basic", filters: 6, stride: 1, shortcut: "none" },
  ],
  bottleneck: [{ op: "bottleneck", filters: 4, stride: 2, shortcut: "B" }],
  preActivation: [
    { op: "preActivation", filters: 8, stride: 2, dropout: 0 },
    { op: "preActivation", filters: 6, stride: 1, dropout: 0.3 },
  ],
  denseLayer: [
    { op: "denseLayer", growth: 5, bottleneck: true, dropout: 0.3, dropsInner: true },
    { op: "denseLayer", growth: 5, bottleneck: false, dropout: 0.2, dropsInner: false },
  ],
  transition: [{ op: "transition", compression: 0.5, dropout: 0.3 }],
  conv: [
    { op: "conv", filters: 8, kernel: 5, stride: 2, bias: true, activation: "relu" },
    { op: "conv", filters: 8, kernel: 3, stride: 1, bias: false, activation: "none" },
  ],
  pool: [{ op: "pool", pool: "max", kernel: 2, stride: 2, padding: [0, 0], dropout: 0 }],
  depthSeparable: [{ op: "depthSeparable", filters: 8, stride: 2 }],
  inverted: [
    { op: "inverted", filters: 8, hidden: 16, expand: true, kernel: 3, stride: 2, activation: "relu6", squeeze: false },
    {
      op: "inverted",
      filters: 6,
      hidden: 6,
      expand: false,
      kernel: 3,
      stride: 1,
      activation: "relu",
      squeeze: "afterActivation",
    },
  ],
  sepConv: [{ op: "sepConv", filters: 8, stride: 2 }],
};

function built(block: BlockSpec): { readonly builder: GraphBuilder; readonly output: string } {
  const builder = new GraphBuilder([16, 16, 6]);
  return { builder, output: buildBlock(builder, { branch: "main", stage: "s1", path: "s1b1" }, "input", block) };
}

/** Whether a value has come through no batch norm and no activation since its last convolution. */
function isRaw(builder: GraphBuilder, tensor: string, before: boolean): boolean {
  const node = builder.nodeOf(tensor);
  if (node === undefined) throw new Error(`no node made ${tensor}`);
  const { op } = node.primitive;
  if (op === "input") return before;
  if (op === "conv") return true;
  if (op === "batchNorm" || op === "activation") return false;
  if (op === "add" && node.primitive.activation !== "none") return false;
  return node.inputs.some((input) => isRaw(builder, input, before));
}

const parameterCount = ({ parameters }: GraphBuilder): number =>
  parameters.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0);

const learns = (primitive: Primitive): boolean => primitive.op === "conv";

describe.each(Object.keys(blockKinds) as BlockSpec["op"][])("a block of kind %s", (op) => {
  test.each<BlockSpec>(examples[op])("is what its record says: %o", (block) => {
    const { builder, output } = built(block);
    const { height, channels } = asMap(builder.shapeOf(output), "output");
    expect(channelsAfter(block, 6)).toBe(channels);
    expect(strideOf(block)).toBe(16 / height);
    for (const before of [false, true]) {
      // Beside a raw sum that is merely passed on, as in a residual connection, what the block adds decides.
      const passedOn = builder.nodes.some(({ primitive }) => learns(primitive)) ? false : before;
      expect(leavesRawSum(block, before)).toBe(isRaw(builder, output, passedOn));
    }
    expect(builder.nodes[1]?.primitive.op === "batchNorm").toBe(startsWithNorm(block));
  });

  test.each<BlockSpec>(examples[op])("without its stride keeps the map's size, if it can: %o", (block) => {
    const { builder, output } = built(unstrided(block));
    const { height } = asMap(builder.shapeOf(output), "output");
    // A transition is its pool; a pool of even size cuts the last pixel.
    if (blockKinds[op].resampling) expect(height).toBeGreaterThan(0);
    else expect(height).toBe(16);
  });

  test.each<BlockSpec>(examples[op])("grows with its width, unless it only resamples: %o", (block) => {
    const wide = built(widened(block, 2));
    const [before, after] = [parameterCount(built(block).builder), parameterCount(wide.builder)];
    if (blockKinds[op].resampling) expect(after).toBe(before);
    else expect(after).toBeGreaterThan(before);
    expect(channelsAfter(widened(block, 2), 6)).toBe(asMap(wide.builder.shapeOf(wide.output), "output").channels);
  });
});

test("a width never falls below one channel", () => {
  expect(widened({ op: "depthSeparable", filters: 3, stride: 1 }, 0.01)).toMatchObject({ filters: 1 });
});
