import { f32, linearKernel, read, write, type Kernel } from "../kernel";
import { elements } from "./activation";

/**
 * Copies channels between matrices of different width: `to[row, toFrom + c] = from[row, fromFrom + c]`, c < count.
 * Concatenation and its gradient, channel padding's gradient. Bindings: source, target.
 */
export function copyChannels(
  rows: number,
  source: { readonly width: number; readonly from: number },
  target: { readonly width: number; readonly from: number },
  count: number,
  accumulate: boolean,
): Kernel {
  const vector = [source.width, source.from, target.width, target.from, count].every((n) => n % 4 === 0) ? 4 : 1;
  const type = vector === 4 ? "vec4f" : "f32";
  const per = count / vector;
  return linearKernel({
    family: "copyChannels",
    bindings: [
      read("source", (rows * source.width) / vector, type),
      write("result", (rows * target.width) / vector, type),
    ],
    count: rows * per,
    body: [
      `  let row = i / ${per}u;`,
      `  let c = i % ${per}u;`,
      `  result[row * ${target.width / vector}u + ${target.from / vector}u + c] ${accumulate ? "+=" : "="} ` +
        `source[row * ${source.width / vector}u + ${source.from / vector}u + c];`,
    ].join("\n"),
  });
}

/** y = x with zero channels appended. Bindings: x, y. */
export function padChannels(rows: number, from: number, to: number): Kernel {
  const vector = from % 4 === 0 && to % 4 === 0 ? 4 : 1;
  const type = vector === 4 ? "vec4f" : "f32";
  const [narrow, wide] = [from / vector, to / vector];
  return linearKernel({
    family: "padChannels",
    bindings: [read("x", rows * narrow, type), write("y", rows * wide, type)],
    count: rows * wide,
    body: [
      `  let c = i % ${wide}u;`,
      `  if (c < ${narrow}u) { y[i] = x[(i / ${wide}u) * ${narrow}u + c]; } else { y[i] = ${type}(); }`,
    ].join("\n"),
  });
}

/** y = x or y += x. Bindings: x, y. */
export function copyValues(count: number, accumulate: boolean): Kernel {
  const { type, length } = elements(count);
  return linearKernel({
    family: accumulate ? "addInto" : "copy",
    bindings: [read("x", length, type), write("y", length, type)],
    count: length,
    body: `  y[i] ${accumulate ? "+=" : "="} x[i];`,
    work: count,
  });
}

/** Mean over height and width: `[batch, pixels, channels]` → `[batch, channels]`. Bindings: x, y. */
export function globalMeanForward(batch: number, pixels: number, channels: number): Kernel {
  const { type, per } = channelVectors(channels);
  return linearKernel({
    family: "globalMean",
    bindings: [read("x", batch * pixels * per, type), write("y", batch * per, type)],
    count: batch * per,
    body: [
      `  var at = (i / ${per}u) * ${pixels * per}u + i % ${per}u;`,
      `  var total = ${type}();`,
      `  for (var p = 0u; p < ${pixels}u; p++) { total += x[at]; at += ${per}u; }`,
      `  y[i] = total * ${f32(1 / pixels)};`,
    ].join("\n"),
    work: batch * pixels * channels,
  });
}

/** Bindings: dy, dx. */
export function globalMeanGradient(batch: number, pixels: number, channels: number, accumulate: boolean): Kernel {
  const { type, per } = channelVectors(channels);
  return linearKernel({
    family: "globalMeanGradient",
    bindings: [read("dy", batch * per, type), write("dx", batch * pixels * per, type)],
    count: batch * pixels * per,
    body:
      `  dx[i] ${accumulate ? "+=" : "="} ` +
      `dy[(i / ${pixels * per}u) * ${per}u + i % ${per}u] * ${f32(1 / pixels)};`,
    work: batch * pixels * channels,
  });
}

function channelVectors(channels: number): { readonly type: "f32" | "vec4f"; readonly per: number } {
  return channels % 4 === 0 ? { type: "vec4f", per: channels / 4 } : { type: "f32", per: channels };
}
