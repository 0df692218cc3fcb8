import type { AdapterFacts } from "../../device";
import { kernel, read, write, type Kernel } from "../kernel";
import { convWork, flattened } from "./convShape";
import type { ConvShape } from "../../plan/shapes";
import type { ConvTile } from "./convTile";
import { fillGroups } from "./fillGroups";

const LANES = 4;
const MOST_PIXELS = 4;
/** The splits are summed one after the other. */
const MOST_SPLITS = 128;
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** How many parts the sum over rows is split into; at 1 the kernel writes the gradient itself. */
export function filterGradientSplits(given: ConvShape, tile: ConvTile): number {
  const shape = rowsOf(given);
  const { workers } = owners(shape);
  const rows = shape.batch * shape.outHeight;
  return Math.max(1, Math.min(rows, MOST_SPLITS, Math.max(4, Math.floor(tile.splitThreads / workers))));
}

/**
 * dw[r, s, i, o] = Σ x[…] dy[…] over all output pixels, as an implicit matrix product split along the sum.
 * Bindings: x, dy, parts `[splits, k, k, inputs / groups, outputs]`.
 *
 * An invocation owns one kernel row × up to 4 input channels × up to 4 output channels (`LANES` apart) × all taps of
 * the row, and walks over the rows of its split in steps of a few pixels.
 */
export function convFilterGradient(given: ConvShape, tile: ConvTile, kind: AdapterFacts["kind"]): Kernel {
  const shape = rowsOf(given);
  const splits = filterGradientSplits(given, tile);
  const { batch, height, width, inputs, outHeight, outWidth, outputs, kernel: size, groups } = shape;
  const perGroup = inputs / groups;
  const { vector, block, channels, channelBlocks, outputBlocks } = owners(shape);
  const rows = batch * outHeight;
  const input = inputs / vector;
  const jobs = fillGroups(kind, LANES, size * channelBlocks, splits);
  const body = [
    `  let co = (id.x >> 2u) * ${LANES * channels}u + (id.x & 3u);`,
    ...jobs.body,
    `  let r = i32(job / ${channelBlocks}u);`,
    `  let c = (job % ${channelBlocks}u) * ${block}u;`,
    `  if (co >= ${outputs}u) { return; }`,
    ...range(size).flatMap((s) =>
      range(block).flatMap((k) => range(channels).map((j) => `  var a${s}_${k}_${j} = 0.0;`)),
    ),
    ...rowLoop(shape, splits, rows, input),
    `  let at = ((split * ${size}u + u32(r)) * ${size}u * ${perGroup}u + c) * ${outputs}u + co;`,
    ...range(size).flatMap((s) =>
      range(block).flatMap((k) =>
        range(channels).map((j) => {
          const guards = [
            ...(perGroup % block === 0 || k === 0 ? [] : [`c + ${k}u < ${perGroup}u`]),
            ...(outputs % (LANES * channels) === 0 || j === 0 ? [] : [`co + ${LANES * j}u < ${outputs}u`]),
          ];
          const store = `parts[at + ${(s * perGroup + k) * outputs + LANES * j}u] = a${s}_${k}_${j};`;
          return guards.length === 0 ? `  ${store}` : `  if (${guards.join(" && ")}) { ${store} }`;
        }),
      ),
    ),
  ];
  return kernel({
    family: "convFilterGradient",
    bindings: [
      vector === 4 ? read("x", batch * height * width * input, "vec4f") : read("x", batch * height * width * input),
      read("dy", batch * outHeight * outWidth * outputs),
      write("parts", splits * size * size * perGroup * outputs),
    ],
    workgroupSize: [LANES, jobs.perGroup, 1],
    workgroups: [outputBlocks, ...jobs.groups],
    body: body.join("\n"),
    work: convWork(shape),
  });
}

/** A pointwise convolution has no rows of its own: pixels are cut into rows that suit the split. */
function rowsOf(given: ConvShape): ConvShape {
  const shape = flattened(given);
  if (shape === given) return given;
  const pixels = shape.width;
  const length = [64, 32, 16, 8, 4, 2].find((candidate) => pixels % candidate === 0) ?? 1;
  const rows = pixels / length;
  return { ...shape, height: rows, outHeight: rows, width: length, outWidth: length };
}

function owners({ inputs, outputs, kernel: size, groups }: ConvShape): {
  readonly vector: number;
  readonly block: number;
  readonly channels: number;
  readonly channelBlocks: number;
  readonly outputBlocks: number;
  readonly workers: number;
} {
  const perGroup = inputs / groups;
  const vector = perGroup % 4 === 0 ? 4 : 1;
  // A 7 × 7 kernel holds seven taps per invocation: fewer channels keep the sums in registers.
  const block = Math.min(size > 3 ? 2 : 4, perGroup);
  const wide = vector === 4 ? 4 : block;
  const most = size > 3 ? 2 : 4;
  const channels = groups === 1 ? Math.min(most, Math.max(1, Math.floor(outputs / LANES))) : 1;
  const channelBlocks = Math.ceil(perGroup / wide);
  const outputBlocks = Math.ceil(outputs / (LANES * channels));
  return {
    vector,
    block: wide,
    channels,
    channelBlocks,
    outputBlocks,
    workers: LANES * outputBlocks * size * channelBlocks,
  };
}

function rowLoop(shape: ConvShape, splits: number, rows: number, input: number): readonly string[] {
  const { height, width, inputs, outHeight, outWidth, outputs, kernel: size, stride, before, groups } = shape;
  const { vector, block, channels } = owners(shape);
  const pixels = Math.min(MOST_PIXELS, outWidth);
  const steps = Math.ceil(outWidth / pixels);
  const ragged = steps * pixels !== outWidth;
  const columns = (pixels - 1) * stride + size;
  const perGroup = inputs / groups;
  const base = groups === 1 ? "" : ` + (co / ${outputs / groups}u) * ${perGroup / vector}u`;
  const loads = vector === 4 ? [0] : range(block);
  const name = (q: number, k: number): string => (vector === 4 ? `v${q}.${"xyzw".charAt(k)}` : `v${q}_${k}`);
  return [
    `  for (var row = split * ${rows}u / ${splits}u; row < (split + 1u) * ${rows}u / ${splits}u; row++) {`,
    `    let iy = i32((row % ${outHeight}u) * ${stride}u) + r - ${before};`,
    `    if (iy < 0 || iy >= ${height}) { continue; }`,
    `    var yi = row * ${outWidth * outputs}u + co;`,
    `    var xi = u32((i32((row / ${outHeight}u) * ${height}u) + iy) * ${width} - ${before}) * ${input}u${base}` +
      ` + c${vector === 4 ? " / 4u" : ""};`,
    `    for (var ox = 0; ox < ${outWidth}; ox += ${pixels}) {`,
    `      let left = ox * ${stride} - ${before};`,
    ...range(columns).flatMap((q) =>
      loads.map((k) => {
        const load = `x[xi + ${q * input + k}u]`;
        const low = q < before;
        const high = (steps - 1) * pixels * stride - before + q >= width;
        const checks = [...(low ? [`left + ${q} >= 0`] : []), ...(high ? [`left + ${q} < ${width}`] : [])];
        const zero = vector === 4 ? "vec4f()" : "0.0";
        const value = checks.length === 0 ? load : `select(${zero}, ${load}, ${checks.join(" && ")})`;
        return `      let v${q}${vector === 4 ? "" : `_${k}`} = ${value};`;
      }),
    ),
    ...range(pixels).flatMap((p) =>
      range(channels).flatMap((j) => {
        const load = `dy[yi + ${p * outputs + LANES * j}u]`;
        const value = ragged && p > 0 ? `select(0.0, ${load}, ox + ${p} < ${outWidth})` : load;
        return [
          `      let d${p}_${j} = ${value};`,
          ...range(size).flatMap((s) =>
            range(block).map((k) => `      a${s}_${k}_${j} += ${name(p * stride + s, k)} * d${p}_${j};`),
          ),
        ];
      }),
    ),
    `      yi += ${pixels * outputs}u;`,
    `      xi += ${pixels * stride * input}u;`,
    "    }",
    "  }",
  ];
}
