import type { AdapterFacts } from "../../device";
import { kernel, linearKernel, overTwoAxes, read, write, type Kernel } from "../kernel";
import { convWork, pixelTile } from "./convShape";
import type { ConvShape } from "../../plan/shapes";
import type { ConvTile } from "./convTile";

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** Neighbouring channels are handled as one vector where they come in fours. */
function vectors(channels: number): { readonly type: "f32" | "vec4f"; readonly zero: string; readonly count: number } {
  return channels % 4 === 0
    ? { type: "vec4f", zero: "vec4f()", count: channels / 4 }
    : { type: "f32", zero: "0.0", count: channels };
}

/** Depthwise y = x ∗ w (+ bias), four pixels per invocation in a sliding window. Bindings: x, w, [bias,] y. */
export function depthwiseForward(
  shape: ConvShape,
  options: { readonly bias?: boolean; readonly accumulate?: boolean } = {},
): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, kernel: size, stride, before } = shape;
  const { type, zero, count } = vectors(inputs);
  const pixels = pixelTile(outWidth, 4);
  const strips = Math.ceil(outWidth / pixels);
  const columns = (pixels - 1) * stride + size;
  const total = batch * outHeight * strips * count;
  const sign = options.accumulate === true ? "+=" : "=";
  return linearKernel({
    family: "depthwiseForward",
    bindings: [
      read("x", batch * height * width * count, type),
      read("w", size * size * count, type),
      ...(options.bias === true ? [read("bias", count, type)] : []),
      write("y", batch * outHeight * outWidth * count, type),
    ],
    count: total,
    body: [
      `  let c = i % ${count}u;`,
      `  let strip = i / ${count}u;`,
      `  let ox = (strip % ${strips}u) * ${pixels}u;`,
      `  let oy = (strip / ${strips}u) % ${outHeight}u;`,
      `  let n = strip / ${strips * outHeight}u;`,
      `  let left = i32(ox * ${stride}u) - ${before};`,
      ...range(pixels).map((p) => `  var a${p} = ${options.bias === true ? "bias[c]" : zero};`),
      `  for (var r = 0; r < ${size}; r++) {`,
      `    let iy = i32(oy * ${stride}u) + r - ${before};`,
      `    if (iy < 0 || iy >= ${height}) { continue; }`,
      `    let xi = u32(i32(n * ${height}u + u32(iy)) * ${width} + left) * ${count}u + c;`,
      `    let wi = u32(r) * ${size * count}u + c;`,
      ...range(columns).map(
        (q) => `    let v${q} = select(${zero}, x[xi + ${q * count}u], left + ${q} >= 0 && left + ${q} < ${width});`,
      ),
      ...range(size).flatMap((s) => [
        `    let w${s} = w[wi + ${s * count}u];`,
        ...range(pixels).map((p) => `    a${p} += v${p * stride + s} * w${s};`),
      ]),
      "  }",
      `  let yi = ((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${count}u + c;`,
      ...range(pixels).map(
        (p) => `  ${p === 0 ? "" : `if (ox + ${p}u < ${outWidth}u) `}{ y[yi + ${p * count}u] ${sign} a${p}; }`,
      ),
    ].join("\n"),
    work: convWork(shape),
  });
}

/** Input gradient of a strided depthwise convolution; only taps that exist are visited. Bindings: dy, w (not flipped), dx. */
export function depthwiseInputGradient(shape: ConvShape, accumulate: boolean): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, kernel: size, stride, before } = shape;
  const { type, zero, count } = vectors(inputs);
  return linearKernel({
    family: "depthwiseInputGradient",
    bindings: [
      read("dy", batch * outHeight * outWidth * count, type),
      read("w", size * size * count, type),
      write("dx", batch * height * width * count, type),
    ],
    count: batch * height * width * count,
    body: [
      `  let c = i % ${count}u;`,
      `  let ix = (i / ${count}u) % ${width}u;`,
      `  let iy = (i / ${count * width}u) % ${height}u;`,
      `  let n = i / ${count * width * height}u;`,
      `  var total = ${zero};`,
      `  for (var r = (iy + ${before}u) % ${stride}u; r < ${size}u && r <= iy + ${before}u; r += ${stride}u) {`,
      `    let oy = (iy + ${before}u - r) / ${stride}u;`,
      `    if (oy >= ${outHeight}u) { continue; }`,
      `    for (var s = (ix + ${before}u) % ${stride}u; s < ${size}u && s <= ix + ${before}u; s += ${stride}u) {`,
      `      let ox = (ix + ${before}u - s) / ${stride}u;`,
      `      if (ox >= ${outWidth}u) { continue; }`,
      `      total += dy[((n * ${outHeight}u + oy) * ${outWidth}u + ox) * ${count}u + c] * w[(r * ${size}u + s) * ${count}u + c];`,
      "    }",
      "  }",
      `  dx[i] ${accumulate ? "+=" : "="} total;`,
    ].join("\n"),
    work: convWork(shape),
  });
}

/** How many parts the sum over rows is split into. */
export function depthwiseSplits(shape: ConvShape, tile: ConvTile): number {
  const workers = shape.kernel * vectors(shape.inputs).count;
  return Math.max(1, Math.min(shape.batch * shape.outHeight, Math.max(4, Math.floor(tile.splitThreads / workers))));
}

/** Filter gradient of a depthwise convolution. Bindings: x, dy, parts `[splits, k, k, 1, channels]`. */
export function depthwiseFilterGradient(shape: ConvShape, tile: ConvTile, kind: AdapterFacts["kind"]): Kernel {
  const { batch, height, width, inputs, outHeight, outWidth, kernel: size, stride, before } = shape;
  const { type, zero, count } = vectors(inputs);
  const splits = depthwiseSplits(shape, tile);
  const rows = batch * outHeight;
  const workers = size * count;
  const [y, z] = overTwoAxes(splits);
  const bindings = [
    read("x", batch * height * width * count, type),
    read("dy", batch * outHeight * outWidth * count, type),
    write("parts", splits * size * size * count, type),
  ];
  const family = "depthwiseFilterGradient";
  const work = convWork(shape);
  const body = [
    `  let c = job % ${count}u;`,
    `  let r = i32(job / ${count}u);`,
    ...range(size).map((s) => `  var a${s} = ${zero};`),
    `  for (var row = split * ${rows}u / ${splits}u; row < (split + 1u) * ${rows}u / ${splits}u; row++) {`,
    `    let iy = i32((row % ${outHeight}u) * ${stride}u) + r - ${before};`,
    `    if (iy < 0 || iy >= ${height}) { continue; }`,
    `    let line = (i32((row / ${outHeight}u) * ${height}u) + iy) * ${width};`,
    `    for (var ox = 0; ox < ${outWidth}; ox++) {`,
    `      let d = dy[(row * ${outWidth}u + u32(ox)) * ${count}u + c];`,
    `      let left = ox * ${stride} - ${before};`,
    ...range(size).map(
      (s) =>
        `      a${s} += select(${zero}, x[u32(line + left + ${s}) * ${count}u + c], ` +
        `left + ${s} >= 0 && left + ${s} < ${width}) * d;`,
    ),
    "    }",
    "  }",
    ...range(size).map((s) => `  parts[((split * ${size}u + u32(r)) * ${size}u + ${s}u) * ${count}u + c] = a${s};`),
  ].join("\n");
  if (kind === "gpu") {
    const place = `  let job = i % ${workers}u;\n  let split = i / ${workers}u;\n`;
    return linearKernel({ family, bindings, count: workers * splits, body: place + body, work });
  }
  // In software a workgroup of a few lanes is what a core takes at a time.
  const place = [
    "  let job = id.x;",
    `  let split = id.y${z > 1 ? ` + id.z * ${y}u` : ""};`,
    `  if (job >= ${workers}u || split >= ${splits}u) { return; }\n`,
  ].join("\n");
  const workgroups = [Math.ceil(workers / 4), y, z] as const;
  return kernel({ family, bindings, workgroupSize: [4, 1, 1], workgroups, body: place + body, work });
}
