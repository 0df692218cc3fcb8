import { kernel, overTwoAxes, read, write, type Kernel } from "../kernel";
import { channelTile, convWork, flattened, inputVector, pixelTile } from "./convShape";
import type { ConvShape } from "../../plan/shapes";
import type { ConvTile } from "./convTile";

export interface ConvForwardOptions {
  readonly bias?: boolean;
  /** Adds to the output instead of replacing it. */
  readonly accumulate?: boolean;
}

/** Invocations side by side in a workgroup that take neighbouring output channels: one SIMD vector of the software adapter. */
const LANES = 4;

/**
 * y = x ∗ w (+ bias). Bindings: x, w as `filterPack` lays it out, [bias,] y.
 *
 * Barrier-free and register-tiled: an invocation owns a strip of output pixels in one row × a few output channels,
 * `LANES` apart, so that neighbouring lanes read neighbouring weights. Columns of x slide through named scalars; only
 * columns that can lie outside the map are masked.
 */
export function convForward(given: ConvShape, tile: ConvTile, options: ConvForwardOptions = {}): Kernel {
  const shape = flattened(given);
  const { batch, height, width, inputs, outHeight, outWidth, outputs, groups } = shape;
  const perGroup = inputs / groups;
  const vector = inputVector(shape);
  const channels = groups === 1 ? channelTile(outputs, LANES, tile.channels) : 1;
  const pixels = pixelTile(outWidth, tile.pixels);
  const strips = Math.ceil(outWidth / pixels);
  const blocks = Math.ceil(outputs / (LANES * channels));
  const [y, z] = overTwoAxes(Math.ceil((batch * outHeight * strips) / tile.rows));
  const input = inputs / vector;
  return kernel({
    family: "convForward",
    bindings: [
      vector === 4 ? read("x", batch * height * width * input, "vec4f") : read("x", batch * height * width * input),
      read("w", shape.kernel * shape.kernel * (perGroup / vector) * outputs, vector === 4 ? "vec4f" : "f32"),
      ...(options.bias === true ? [read("bias", outputs)] : []),
      write("y", batch * outHeight * outWidth * outputs),
    ],
    workgroupSize: [LANES, tile.rows, 1],
    workgroups: [blocks, y, z],
    body: [
      `  let co = (id.x >> 2u) * ${LANES * channels}u + (id.x & 3u);`,
      `  let strip = id.y${z > 1 ? ` + id.z * ${y * tile.rows}u` : ""};`,
      `  if (strip >= ${batch * outHeight * strips}u || co >= ${outputs}u) { return; }`,
      strips > 1 ? `  let ox = (strip % ${strips}u) * ${pixels}u;` : "  let ox = 0u;",
      `  let oy = (strip / ${strips}u) % ${outHeight}u;`,
      `  let n = strip / ${strips * outHeight}u;`,
      ...start(channels, pixels, options.bias === true),
      ...rowLoop(shape, vector, channels, pixels, strips),
      ...stores(shape, channels, pixels, strips, options.accumulate === true),
    ].join("\n"),
    work: convWork(shape),
  });
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

function start(channels: number, pixels: number, bias: boolean): readonly string[] {
  return range(channels).flatMap((j) => [
    `  let b${j} = ${bias ? `bias[co + ${LANES * j}u]` : "0.0"};`,
    ...range(pixels).map((p) => `  var a${p}_${j} = b${j};`),
  ]);
}

function rowLoop(
  shape: ConvShape,
  vector: number,
  channels: number,
  pixels: number,
  strips: number,
): readonly string[] {
  const { height, width, inputs, outputs, kernel: size, stride, before, outHeight, groups } = shape;
  const perGroup = inputs / groups;
  const input = inputs / vector;
  const perOutputGroup = outputs / groups;
  const base = groups === 1 ? "" : ` + (co / ${perOutputGroup}u) * ${perGroup / vector}u`;
  const step = perGroup / vector;
  const rowsOutside = before > 0 || (outHeight - 1) * stride - before + size > height;
  const columns = (pixels - 1) * stride + size;
  return [
    `  let left = i32(ox * ${stride}u) - ${before};`,
    `  for (var r = 0; r < ${size}; r++) {`,
    `    let iy = i32(oy * ${stride}u) + r - ${before};`,
    rowsOutside ? `    if (iy < 0 || iy >= ${height}) { continue; }` : "",
    `    var xi = u32(i32(n * ${height}u + u32(iy)) * ${width} + left) * ${input}u${base};`,
    `    var wi = u32(r) * ${size * step * outputs}u + co;`,
    `    for (var c = 0; c < ${step}; c++) {`,
    ...range(columns).map((q) => `      let v${q} = ${column(shape, vector, pixels, strips, q, input)};`),
    ...range(size).flatMap((s) =>
      range(channels).flatMap((j) => [
        `      let w${s}_${j} = w[wi + ${s * step * outputs + LANES * j}u];`,
        ...range(pixels).map((p) => {
          const [value, weight] = [`v${p * stride + s}`, `w${s}_${j}`];
          return `      a${p}_${j} += ${vector === 4 ? `dot(${value}, ${weight})` : `${value} * ${weight}`};`;
        }),
      ]),
    ),
    "      xi += 1u;",
    `      wi += ${outputs}u;`,
    "    }",
    "  }",
  ];
}

/** Loads one column, masked when it can lie outside the row. */
function column(shape: ConvShape, vector: number, pixels: number, strips: number, q: number, input: number): string {
  const { width, stride, before } = shape;
  const load = `x[xi + ${q * input}u]`;
  const checks = [
    ...(q < before ? [`left + ${q} >= 0`] : []),
    ...((strips - 1) * pixels * stride - before + q >= width ? [`left + ${q} < ${width}`] : []),
  ];
  if (checks.length === 0) return load;
  return `select(${vector === 4 ? "vec4f()" : "0.0"}, ${load}, ${checks.join(" && ")})`;
}

function stores(
  shape: ConvShape,
  channels: number,
  pixels: number,
  strips: number,
  accumulate: boolean,
): readonly string[] {
  const { outHeight, outWidth, outputs } = shape;
  const full = strips * pixels === outWidth;
  const wholeBlocks = outputs % (LANES * channels) === 0;
  return [
    `  let yi = ((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${outputs}u + co;`,
    ...range(pixels).flatMap((p) =>
      range(channels).map((j) => {
        const at = `y[yi + ${p * outputs + LANES * j}u]`;
        const guards = [
          ...(full || p === 0 ? [] : [`ox + ${p}u < ${outWidth}u`]),
          ...(wholeBlocks || j === 0 ? [] : [`co + ${LANES * j}u < ${outputs}u`]),
        ];
        const store = `${at} ${accumulate ? "+=" : "="} a${p}_${j};`;
        return guards.length === 0 ? `  ${store}` : `  if (${guards.join(" && ")}) { ${store} }`;
      }),
    ),
  ];
}
