import { put, putOrAdd, total } from "./vectors";

/** Below this length a vector is treated as if it had this length. */
const SHORTEST: f32 = 1e-12;

/** Σ a · b over `count` values, in one order. */
export function dot(a: usize, b: usize, count: i32): f32 {
  let sum = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const at: usize = (<usize>i) << 2;
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  let rest = total(sum);
  for (; i < count; i++) {
    const at: usize = (<usize>i) << 2;
    rest += load<f32>(a + at) * load<f32>(b + at);
  }
  return rest;
}

/** y = x / max(‖x‖, 1e-12) by row; norm `[rows]`. */
export function normalise(x: usize, y: usize, norm: usize, rows: i32, features: i32): void {
  for (let row = 0; row < rows; row++) {
    const length = max<f32>(sqrt<f32>(dot(x, x, features)), SHORTEST);
    store<f32>(norm + ((<usize>row) << 2), length);
    for (let c = 0; c < features; c += 4) {
      const at: usize = (<usize>c) << 2;
      put(y + at, f32x4.div(v128.load(x + at), f32x4.splat(length)), features - c);
    }
    x += (<usize>features) << 2;
    y += (<usize>features) << 2;
  }
}

/** dx = or += (dy − y · ⟨y, dy⟩) / ‖x‖. */
export function normaliseGradient(
  dy: usize,
  y: usize,
  norm: usize,
  dx: usize,
  rows: i32,
  features: i32,
  accumulate: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const length = load<f32>(norm + ((<usize>row) << 2));
    // At the floor the length is a constant: nothing flows through it.
    const along: f32 = length <= SHORTEST ? 0 : dot(y, dy, features);
    for (let c = 0; c < features; c += 4) {
      const at: usize = (<usize>c) << 2;
      const d = f32x4.sub(v128.load(dy + at), f32x4.mul(v128.load(y + at), f32x4.splat(along)));
      putOrAdd(dx + at, f32x4.div(d, f32x4.splat(length)), features - c, accumulate);
    }
    dy += (<usize>features) << 2;
    y += (<usize>features) << 2;
    dx += (<usize>features) << 2;
  }
}

/** z = or += x · gate, one number per image and channel; the gradient of x is the same map. */
export function scaleGate(
  x: usize,
  gate: usize,
  z: usize,
  batch: i32,
  pixels: i32,
  channels: i32,
  accumulate: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let n = 0; n < batch; n++) {
    for (let p = 0; p < pixels; p++) {
      for (let c = 0; c < channels; c += 4) {
        const at: usize = (<usize>c) << 2;
        putOrAdd(z + at, f32x4.mul(v128.load(x + at), v128.load(gate + at)), channels - c, accumulate);
      }
      x += pixel;
      z += pixel;
    }
    gate += pixel;
  }
}

/** dgate = or += Σ over pixels of dz · x. */
export function scaleGateVectorGradient(
  dz: usize,
  x: usize,
  dgate: usize,
  batch: i32,
  pixels: i32,
  channels: i32,
  accumulate: i32,
): void {
  const pixel: usize = (<usize>channels) << 2;
  for (let n = 0; n < batch; n++) {
    for (let c = 0; c < channels; c += 4) {
      let at: usize = (<usize>c) << 2;
      let sum = f32x4.splat(0);
      for (let p = 0; p < pixels; p++) {
        sum = f32x4.add(sum, f32x4.mul(v128.load(dz + at), v128.load(x + at)));
        at += pixel;
      }
      putOrAdd(dgate + ((<usize>c) << 2), sum, channels - c, accumulate);
    }
    dz += <usize>pixels * pixel;
    x += <usize>pixels * pixel;
    dgate += pixel;
  }
}
