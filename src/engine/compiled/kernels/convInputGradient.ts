import { kernel, overTwoAxes, read, write, type Kernel } from "../kernel";
import { channelTile, convWork, inputVector, pixelTile, transposed } from "./convShape";
import type { ConvShape } from "../../plan/shapes";
import type { ConvTile } from "./convTile";

const LANES = 4;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/**
 * Gradient of a strided convolution's input. Bindings: dy, t (see `filterPack`), dx.
 *
 * Input columns of one parity class (column mod stride) meet the same taps; an invocation owns a strip of one class, so
 * that no tap is computed in vain. Taps of the flipped kernel t run backwards: tap s of w is k − 1 − s of t.
 */
export function convInputGradient(shape: ConvShape, tile: ConvTile, accumulate: boolean): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, outputs, stride, groups } = shape;
  const perOutputGroup = outputs / groups;
  const vector = inputVector(transposed(shape));
  const channels = groups === 1 ? channelTile(inputs, LANES, tile.channels) : 1;
  const classWidth = Math.ceil(width / stride);
  const pixels = pixelTile(classWidth, tile.pixels);
  const strips = Math.ceil(classWidth / pixels);
  const perRow = stride * strips;
  const [y, z] = overTwoAxes(Math.ceil((batch * height * perRow) / tile.rows));
  const length = batch * outHeight * outWidth * (outputs / vector);
  return kernel({
    family: "convInputGradient",
    bindings: [
      vector === 4 ? read("dy", length, "vec4f") : read("dy", length),
      read("t", shape.kernel * shape.kernel * (perOutputGroup / vector) * inputs, vector === 4 ? "vec4f" : "f32"),
      write("dx", batch * height * width * inputs),
    ],
    workgroupSize: [LANES, tile.rows, 1],
    workgroups: [Math.ceil(inputs / (LANES * channels)), y, z],
    body: [
      `  let ci = (id.x >> 2u) * ${LANES * channels}u + (id.x & 3u);`,
      `  let strip = id.y${z > 1 ? ` + id.z * ${y * tile.rows}u` : ""};`,
      `  if (strip >= ${batch * height * perRow}u || ci >= ${inputs}u) { return; }`,
      `  let first = (strip % ${strips}u) * ${pixels}u;`,
      `  let parity = (strip / ${strips}u) % ${stride}u;`,
      `  let iy = (strip / ${perRow}u) % ${height}u;`,
      `  let n = strip / ${perRow * height}u;`,
      ...range(pixels).flatMap((p) => range(channels).map((j) => `  var a${p}_${j} = 0.0;`)),
      ...range(stride).flatMap((parity) => [
        `  ${parity === 0 ? "" : "else "}if (parity == ${parity}u) {`,
        ...taps(shape, vector, channels, pixels, parity),
        "  }",
      ]),
      `  let xi = ((n * ${height}u + iy) * ${width}u + first * ${stride}u + parity) * ${inputs}u + ci;`,
      ...range(pixels).flatMap((p) =>
        range(channels).map((j) => {
          const guards = [
            `(first + ${p}u) * ${stride}u + parity < ${width}u`,
            ...(inputs % (LANES * channels) === 0 || j === 0 ? [] : [`ci + ${LANES * j}u < ${inputs}u`]),
          ];
          const store = `dx[xi + ${p * stride * inputs + LANES * j}u] ${accumulate ? "+=" : "="} a${p}_${j};`;
          return `  if (${guards.join(" && ")}) { ${store} }`;
        }),
      ),
    ].join("\n"),
    work: convWork(shape),
  });
}

/** All taps that columns of one parity meet: s ≡ parity + before (mod stride), at output column first + p + (parity + before − s) / stride. */
function taps(shape: ConvShape, vector: number, channels: number, pixels: number, parity: number): readonly string[] {
  const { inputs, outHeight, outWidth, outputs, kernel: size, stride, before, groups } = shape;
  const perOutputGroup = outputs / groups;
  const step = perOutputGroup / vector;
  const out = outputs / vector;
  const mine = range(size).filter((s) => (s - parity - before) % stride === 0);
  if (mine.length === 0) return [];
  const shifts = mine.map((s) => (parity + before - s) / stride);
  const lowest = Math.min(...shifts);
  const columns = Math.max(...shifts) - lowest + pixels;
  const base = groups === 1 ? "" : ` + (ci / ${inputs / groups}u) * ${perOutputGroup / vector}u`;
  const zero = vector === 4 ? "vec4f()" : "0.0";
  return [
    `    let left = i32(first) + ${lowest};`,
    `    for (var r = i32((iy + ${before}u) % ${stride}u); r < ${size}; r += ${stride}) {`,
    `      let down = i32(iy) + ${before} - r;`,
    `      if (down < 0 || down >= ${outHeight * stride}) { continue; }`,
    `      let oy = down / ${stride};`,
    `      var yi = u32((i32(n * ${outHeight}u) + oy) * ${outWidth} + left) * ${out}u${base};`,
    `      var ti = u32(${size - 1} - r) * ${size * step * inputs}u + ci;`,
    `      for (var c = 0; c < ${step}; c++) {`,
    ...range(columns).map(
      (q) =>
        `        let v${q} = select(${zero}, dy[yi + ${q * out}u], left + ${q} >= 0 && left + ${q} < ${outWidth});`,
    ),
    ...mine.flatMap((s, index) =>
      range(channels).flatMap((j) => {
        const weight = `w${s}_${j}`;
        const shift = (shifts[index] ?? 0) - lowest;
        return [
          `        let ${weight} = t[ti + ${(size - 1 - s) * step * inputs + LANES * j}u];`,
          ...range(pixels).map((p) => {
            const value = `v${p + shift}`;
            return `        a${p}_${j} += ${vector === 4 ? `dot(${value}, ${weight})` : `${value} * ${weight}`};`;
          }),
        ];
      }),
    ),
    "        yi += 1u;",
    `        ti += ${inputs}u;`,
    "      }",
    "    }",
  ];
}
