import {
  activated,
  HardSigmoid,
  HardSigmoidOutput,
  HardSwish,
  None,
  readsOutput,
  Relu,
  Relu6,
  Relu6Output,
  ReluOutput,
  sloped,
} from "./activation";
import { clear, put, putOrAdd, rowsAtOnce } from "./vectors";

/**
 * Batch norm over `[rows, channels]`: statistics, application with activation and residual sum, and the way back. Rows are
 * taken in chunks that stay in the first cache, four channels at a time within a chunk.
 */

/**
 * stats `[mean, 1 / √(variance + ε)]` of the batch. Chunks are shifted by their first row, so that nothing cancels, and
 * joined in order (Chan et al. 1983). The running statistics move where `mean` is given.
 */
export function normStats(
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  mean: usize,
  variance: usize,
  epsilon: f32,
  rate: f32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const chunk = rowsAtOnce(channels);
  const squaresOf = stats + pixel;
  for (let begin = 0; begin < rows; begin += chunk) {
    const count = min(chunk, rows - begin);
    const share: f32 = <f32>count / <f32>(begin + count);
    const cross: f32 = (<f32>begin * <f32>count) / <f32>(begin + count);
    for (let c = 0; c < channels; c += 4) {
      const at: usize = (<usize>c) << 2;
      let from = x + at;
      const pivot = v128.load(from);
      let sum = f32x4.splat(0);
      let squares = sum;
      let sum2 = sum;
      let squares2 = sum;
      let row = 0;
      for (; row + 2 <= count; row += 2) {
        const d = f32x4.sub(v128.load(from), pivot);
        const e = f32x4.sub(v128.load(from + pixel), pivot);
        sum = f32x4.add(sum, d);
        squares = f32x4.add(squares, f32x4.mul(d, d));
        sum2 = f32x4.add(sum2, e);
        squares2 = f32x4.add(squares2, f32x4.mul(e, e));
        from += 2 * pixel;
      }
      if (row < count) {
        const d = f32x4.sub(v128.load(from), pivot);
        sum = f32x4.add(sum, d);
        squares = f32x4.add(squares, f32x4.mul(d, d));
      }
      sum = f32x4.add(sum, sum2);
      squares = f32x4.add(squares, squares2);
      const middle = f32x4.div(sum, f32x4.splat(<f32>count));
      const own = f32x4.add(pivot, middle);
      const around = f32x4.max(f32x4.sub(squares, f32x4.mul(sum, middle)), f32x4.splat(0));
      if (begin === 0) {
        put(stats + at, own, channels - c);
        put(squaresOf + at, around, channels - c);
      } else {
        const m = v128.load(stats + at);
        const s = v128.load(squaresOf + at);
        const d = f32x4.sub(own, m);
        put(stats + at, f32x4.add(m, f32x4.mul(d, f32x4.splat(share))), channels - c);
        const joined = f32x4.add(around, f32x4.mul(f32x4.mul(d, d), f32x4.splat(cross)));
        put(squaresOf + at, f32x4.add(s, joined), channels - c);
      }
    }
    x += <usize>chunk * pixel;
  }
  const unbiased: f32 = rows > 1 ? <f32>rows / <f32>(rows - 1) : 1;
  for (let c = 0; c < channels; c++) {
    const at: usize = (<usize>c) << 2;
    const v = load<f32>(squaresOf + at) / <f32>rows;
    store<f32>(squaresOf + at, <f32>1 / sqrt<f32>(v + epsilon));
    if (mean) {
      store<f32>(mean + at, (<f32>1 - rate) * load<f32>(mean + at) + rate * load<f32>(stats + at));
      store<f32>(variance + at, (<f32>1 - rate) * load<f32>(variance + at) + rate * (v * unbiased));
    }
  }
}

/** stats from the running statistics. */
export function normRunning(mean: usize, variance: usize, stats: usize, channels: i32, epsilon: f32): void {
  memory.copy(stats, mean, (<usize>channels) << 2);
  for (let c = 0; c < channels; c++) {
    const at: usize = (<usize>c) << 2;
    store<f32>(stats + ((<usize>channels) << 2) + at, <f32>1 / sqrt<f32>(load<f32>(variance + at) + epsilon));
  }
}

function apply<A>(
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  other: usize,
  z: usize,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const chunk = rowsAtOnce(channels);
  for (let begin = 0; begin < rows; begin += chunk) {
    const count = min(chunk, rows - begin);
    for (let c = 0; c < channels; c += 4) {
      const at: usize = (<usize>c) << 2;
      const mean = v128.load(stats + at);
      const scale = f32x4.mul(v128.load(gamma + at), v128.load(stats + pixel + at));
      const shift = v128.load(beta + at);
      const lanes = channels - c;
      let from = x + at;
      let to = z + at;
      if (other) {
        let beside = other + at;
        for (let row = 0; row < count; row++) {
          const u = f32x4.add(f32x4.mul(f32x4.sub(v128.load(from), mean), scale), shift);
          put(to, activated<A>(f32x4.add(u, v128.load(beside))), lanes);
          from += pixel;
          to += pixel;
          beside += pixel;
        }
      } else {
        for (let row = 0; row < count; row++) {
          put(to, activated<A>(f32x4.add(f32x4.mul(f32x4.sub(v128.load(from), mean), scale), shift)), lanes);
          from += pixel;
          to += pixel;
        }
      }
    }
    const step = <usize>chunk * pixel;
    x += step;
    z += step;
    if (other) other += step;
  }
}

/** z = act((x − mean) · γ / √(variance + ε) + β (+ other)). */
export function normApply(
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  other: usize,
  z: usize,
  kind: i32,
): void {
  if (kind === 1) apply<Relu>(x, rows, channels, stats, gamma, beta, other, z);
  else if (kind === 2) apply<Relu6>(x, rows, channels, stats, gamma, beta, other, z);
  else if (kind === 3) apply<HardSwish>(x, rows, channels, stats, gamma, beta, other, z);
  else if (kind === 4) apply<HardSigmoid>(x, rows, channels, stats, gamma, beta, other, z);
  else apply<None>(x, rows, channels, stats, gamma, beta, other, z);
}

function sumBack<S>(
  dz: usize,
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  z: usize,
  sums: usize,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const chunk = rowsAtOnce(channels);
  clear(sums, 2 * channels);
  for (let begin = 0; begin < rows; begin += chunk) {
    const count = min(chunk, rows - begin);
    for (let c = 0; c < channels; c += 4) {
      const at: usize = (<usize>c) << 2;
      const mean = v128.load(stats + at);
      const inverse = v128.load(stats + pixel + at);
      const scale = f32x4.mul(v128.load(gamma + at), inverse);
      const shift = v128.load(beta + at);
      let from: usize = at;
      let sum = f32x4.splat(0);
      let dots = sum;
      for (let row = 0; row < count; row++) {
        const centred = f32x4.sub(v128.load(x + from), mean);
        const v = readsOutput<S>() ? v128.load(z + from) : f32x4.add(f32x4.mul(centred, scale), shift);
        const g = sloped<S>(v128.load(dz + from), v);
        sum = f32x4.add(sum, g);
        dots = f32x4.add(dots, f32x4.mul(g, f32x4.mul(centred, inverse)));
        from += pixel;
      }
      putOrAdd(sums + at, sum, channels - c, 1);
      putOrAdd(sums + pixel + at, dots, channels - c, 1);
    }
    const step = <usize>chunk * pixel;
    x += step;
    z += step;
    dz += step;
  }
}

/** sums `[Σ g, Σ g · x̂]`, g = dz · act′; they are dβ and dγ. Kinds from 5 on read the slope off the output z. */
export function normGradientSums(
  dz: usize,
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  z: usize,
  sums: usize,
  dgamma: usize,
  dbeta: usize,
  kind: i32,
): void {
  if (kind === 1) sumBack<Relu>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 2) sumBack<Relu6>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 3) sumBack<HardSwish>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 4) sumBack<HardSigmoid>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 5) sumBack<ReluOutput>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 6) sumBack<Relu6Output>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else if (kind === 7) sumBack<HardSigmoidOutput>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  else sumBack<None>(dz, x, rows, channels, stats, gamma, beta, z, sums);
  const bytes: usize = (<usize>channels) << 2;
  if (dbeta) memory.copy(dbeta, sums, bytes);
  if (dgamma) memory.copy(dgamma, sums + bytes, bytes);
}

function back<S>(
  dz: usize,
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  z: usize,
  sums: usize,
  dx: usize,
  dother: usize,
  accumulate: i32,
  accumulateOther: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  const chunk = rowsAtOnce(channels);
  const part = f32x4.splat(<f32>1 / <f32>rows);
  for (let begin = 0; begin < rows; begin += chunk) {
    const count = min(chunk, rows - begin);
    for (let c = 0; c < channels; c += 4) {
      const at: usize = (<usize>c) << 2;
      const mean = v128.load(stats + at);
      const inverse = v128.load(stats + pixel + at);
      const scale = f32x4.mul(v128.load(gamma + at), inverse);
      const shift = v128.load(beta + at);
      const sum = f32x4.mul(v128.load(sums + at), part);
      const dots = f32x4.mul(v128.load(sums + pixel + at), part);
      const lanes = channels - c;
      let from: usize = at;
      for (let row = 0; row < count; row++) {
        const centred = f32x4.sub(v128.load(x + from), mean);
        const v = readsOutput<S>() ? v128.load(z + from) : f32x4.add(f32x4.mul(centred, scale), shift);
        const g = sloped<S>(v128.load(dz + from), v);
        const unit = f32x4.mul(centred, inverse);
        const d = f32x4.mul(scale, f32x4.sub(f32x4.sub(g, sum), f32x4.mul(unit, dots)));
        putOrAdd(dx + from, d, lanes, accumulate);
        if (dother) putOrAdd(dother + from, g, lanes, accumulateOther);
        from += pixel;
      }
    }
    const step = <usize>chunk * pixel;
    x += step;
    z += step;
    dz += step;
    dx += step;
    if (dother) dother += step;
  }
}

/** dx = or += γ / √(variance + ε) · (g − Σg / rows − x̂ · Σ(g · x̂) / rows); g itself for the other summand, where given. */
export function normGradient(
  dz: usize,
  x: usize,
  rows: i32,
  channels: i32,
  stats: usize,
  gamma: usize,
  beta: usize,
  z: usize,
  sums: usize,
  dx: usize,
  dother: usize,
  kind: i32,
  accumulate: i32,
  accumulateOther: i32,
): void {
  const a = accumulate;
  const b = accumulateOther;
  if (kind === 1) back<Relu>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 2) back<Relu6>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 3) back<HardSwish>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 4) back<HardSigmoid>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 5) back<ReluOutput>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 6) back<Relu6Output>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else if (kind === 7) back<HardSigmoidOutput>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
  else back<None>(dz, x, rows, channels, stats, gamma, beta, z, sums, dx, dother, a, b);
}
