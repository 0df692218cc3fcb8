import type { ConvShape } from "../../plan/shapes";
import { read, write, type Kernel } from "../kernel";
import { convWork } from "./convShape";
import { product, tilesOf, type Operand, type ProductTile } from "./product";

/*
 * Convolutions and both their gradients as matrix products, over all pixels of a batch at once; see product.ts. Nothing is unfolded
 * or turned beforehand: a vector of four channels is loaded from where it lies. Only for channels that come in fours, without groups.
 */

/** Whether a convolution can be computed as a product. */
export function isProduct({ groups, inputs, outputs }: ConvShape): boolean {
  return groups === 1 && inputs % 4 === 0 && outputs % 4 === 0;
}

/** Pixels of the output times taps and inputs: y[pixel, o] = Σ x[tap of pixel, i] w[tap, i, o]. Bindings: x, w, [bias,] y. */
export function convProductForward(shape: ConvShape, tile: ProductTile, bias: boolean): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, kernel: size } = shape;
  const rows = batch * outHeight * outWidth;
  const across = outputs / 4;
  return product({
    family: "convForward",
    bindings: [
      read("x", (batch * height * width * inputs) / 4, "vec4f"),
      read("w", size * size * inputs * across, "vec4f"),
      ...(bias ? [read("bias", across, "vec4f")] : []),
      write("y", rows * across, "vec4f"),
    ],
    rows,
    columns: outputs,
    tile,
    parts: 1,
    depth: ["  let kFrom = 0u;", `  let kTo = ${size * size * inputs}u;`],
    a: {
      along: "depth",
      prepare: (slot) => pixelOf(shape, slot, `own_${slot}`),
      load: (slot) => [
        `        let tap = k / ${inputs}u;`,
        ...loadX(shape, slot, `i32(tap / ${size}u)`, `i32(tap % ${size}u)`, `k % ${inputs}u`),
      ],
    },
    b: {
      along: "own",
      prepare: () => [],
      load: (slot) => [`        value_${slot} = w[k * ${across}u + own_${slot} / 4u];`],
    },
    store: [`      y[m * ${across}u + column] = sum${bias ? " + bias[column]" : ""};`],
    work: convWork(shape),
  });
}

/** WGSL: declares where the window of an output pixel begins: `image_`, `top_` and `left_`. */
function pixelOf({ outHeight, outWidth, stride, before }: ConvShape, slot: string, pixel: string): readonly string[] {
  return [
    `  let image_${slot} = ${pixel} / ${outHeight * outWidth}u;`,
    `  let top_${slot} = i32(${pixel} / ${outWidth}u % ${outHeight}u * ${stride}u) - ${before};`,
    `  let left_${slot} = i32(${pixel} % ${outWidth}u * ${stride}u) - ${before};`,
  ];
}

/** WGSL: loads four inputs of a pixel's window, zero outside the map. */
function loadX(
  { height, width, inputs }: ConvShape,
  slot: string,
  r: string,
  s: string,
  channel: string,
): readonly string[] {
  return [
    `        let iy = top_${slot} + ${r};`,
    `        let ix = left_${slot} + ${s};`,
    `        if (iy >= 0 && iy < ${height} && ix >= 0 && ix < ${width}) {`,
    `          value_${slot} = x[((image_${slot} * ${height}u + u32(iy)) * ${width}u + u32(ix)) * ${inputs / 4}u + ${channel} / 4u];`,
    "        }",
  ];
}

/**
 * Pixels of the input times taps and outputs: dx[pixel, i] = Σ dy[pixel that saw it at tap, o] w[tap, i, o]. Bindings: dy, w, dx.
 *
 * With a stride, input pixels of one class (row and column modulo the stride) meet the same taps: each class is a product of its
 * own, so that no workgroup computes a tap in vain.
 */
export function convProductInputGradient(shape: ConvShape, tile: ProductTile, accumulate: boolean): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, kernel: size, stride, before } = shape;
  const classHeight = Math.ceil(height / stride);
  const classWidth = Math.ceil(width / stride);
  const rows = batch * classHeight * classWidth;
  const taps = (first: string): string =>
    `select(0u, (${size}u - ${first} + ${stride - 1}u) / ${stride}u, ${first} < ${size}u)`;
  const place = (pixel: string, slot: string): readonly string[] => [
    `  let image${slot} = ${pixel} / ${classHeight * classWidth}u;`,
    `  let iy${slot} = ${pixel} / ${classWidth}u % ${classHeight}u * ${stride}u + class_y;`,
    `  let ix${slot} = ${pixel} % ${classWidth}u * ${stride}u + class_x;`,
  ];
  return product({
    family: "convInputGradient",
    bindings: [
      read("dy", (batch * outHeight * outWidth * outputs) / 4, "vec4f"),
      read("w", (size * size * inputs * outputs) / 4, "vec4f"),
      write("dx", (batch * height * width * inputs) / 4, "vec4f"),
    ],
    rows,
    columns: inputs,
    tile,
    parts: stride * stride,
    depth: [
      `  let class_y = ${stride === 1 ? "0u" : `part / ${stride}u`};`,
      `  let class_x = ${stride === 1 ? "0u" : `part % ${stride}u`};`,
      `  let first_r = (class_y + ${before}u) % ${stride}u;`,
      `  let first_s = (class_x + ${before}u) % ${stride}u;`,
      `  let taps_across = ${taps("first_s")};`,
      "  let kFrom = 0u;",
      `  let kTo = ${taps("first_r")} * taps_across * ${outputs}u;`,
    ],
    a: {
      along: "depth",
      prepare: (slot) => place(`own_${slot}`, `_${slot}`),
      load: (slot) => [
        ...tapOf(shape),
        `        let oy = i32(iy_${slot} + ${before}u) - i32(r);`,
        `        let ox = i32(ix_${slot} + ${before}u) - i32(s);`,
        // Both are multiples of the stride by the choice of taps.
        `        if (oy >= 0 && oy < ${outHeight * stride} && ox >= 0 && ox < ${outWidth * stride}) {`,
        `          let at = (image_${slot} * ${outHeight}u + u32(oy) / ${stride}u) * ${outWidth}u + u32(ox) / ${stride}u;`,
        `          value_${slot} = dy[at * ${outputs / 4}u + k % ${outputs}u / 4u];`,
        "        }",
      ],
    },
    b: {
      along: "depth",
      prepare: () => [],
      load: (slot) => [
        ...tapOf(shape),
        `        let at = (r * ${size}u + s) * ${inputs}u + own_${slot};`,
        `        value_${slot} = w[at * ${outputs / 4}u + k % ${outputs}u / 4u];`,
      ],
    },
    store: [
      ...place("m", ""),
      `      if (iy < ${height}u && ix < ${width}u) {`,
      `        dx[((image * ${height}u + iy) * ${width}u + ix) * ${inputs / 4}u + column] ${accumulate ? "+=" : "="} sum;`,
      "      }",
    ],
    work: convWork(shape),
  });
}

/** WGSL: the tap that sum index `k` stands for. */
function tapOf({ outputs, stride }: ConvShape): readonly string[] {
  return [
    `        let tap = k / ${outputs}u;`,
    `        let r = first_r + tap / taps_across * ${stride}u;`,
    `        let s = first_s + tap % taps_across * ${stride}u;`,
  ];
}

/** Workgroups to aim for, and the most parts that a sum is split into for it: they are joined one after the other. */
const WORKGROUPS = 256;
const MOST_SPLITS = 16;
/** Pixels of a part at least. */
const LEAST_DEPTH = 128;

/** How many parts the sum over pixels is split into; at 1 the kernel writes the gradient itself. */
export function productSplits(
  { batch, outHeight, outWidth, inputs, outputs, kernel: size }: ConvShape,
  tile: ProductTile,
): number {
  const pixels = batch * outHeight * outWidth;
  const wanted = Math.ceil(WORKGROUPS / tilesOf(size * size * inputs, outputs, tile));
  return Math.max(1, Math.min(MOST_SPLITS, wanted, Math.floor(pixels / LEAST_DEPTH)));
}

/**
 * Taps and inputs times pixels: dw[tap, i, o] = Σ x[tap of pixel, i] dy[pixel, o]. Bindings: x, dy, parts
 * `[splits, k, k, inputs, outputs]`.
 */
export function convProductFilterGradient(shape: ConvShape, tile: ProductTile): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, kernel: size } = shape;
  const pixels = batch * outHeight * outWidth;
  const splits = productSplits(shape, tile);
  const rows = size * size * inputs;
  const across = outputs / 4;
  // Parts begin where a slice does.
  const perSplit = Math.ceil(pixels / splits / 16) * 16;
  const a: Operand = {
    along: "own",
    prepare: (slot) => [
      `  let r_${slot} = i32(own_${slot} / ${size * inputs}u);`,
      `  let s_${slot} = i32(own_${slot} / ${inputs}u % ${size}u);`,
    ],
    load: (slot) => [
      ...pixelOf(shape, slot, "k"),
      ...loadX(shape, slot, `r_${slot}`, `s_${slot}`, `own_${slot} % ${inputs}u`),
    ],
  };
  return product({
    family: "convFilterGradient",
    bindings: [
      read("x", (batch * height * width * inputs) / 4, "vec4f"),
      read("dy", pixels * across, "vec4f"),
      write("parts", splits * rows * across, "vec4f"),
    ],
    rows,
    columns: outputs,
    tile,
    parts: splits,
    depth: [
      `  let kFrom = ${splits === 1 ? "0u" : `part * ${perSplit}u`};`,
      `  let kTo = min(kFrom + ${perSplit}u, ${pixels}u);`,
    ],
    a,
    b: {
      along: "own",
      prepare: () => [],
      load: (slot) => [`        value_${slot} = dy[k * ${across}u + own_${slot} / 4u];`],
    },
    store: [`      parts[(${splits === 1 ? "" : `part * ${rows}u + `}m) * ${across}u + column] = sum;`],
    work: convWork(shape),
  });
}
