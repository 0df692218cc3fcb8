/**
 * Activations and their slopes, four values at a time. Each is a type, so that a kernel that takes one is compiled once per
 * activation, without a question in its loop. The numbers are those of `emit/activation.ts`.
 */

export class None {}
export class Relu {}
export class Relu6 {}
export class HardSwish {}
export class HardSigmoid {}
/** Slopes that are read off the activation's output. */
export class ReluOutput {}
export class Relu6Output {}
export class HardSigmoidOutput {}

/** act(u); NaN stays NaN. */
export function activated<A>(u: v128): v128 {
  if (idof<A>() === idof<Relu>()) return f32x4.max(u, f32x4.splat(0));
  if (idof<A>() === idof<Relu6>()) return f32x4.min(f32x4.max(u, f32x4.splat(0)), f32x4.splat(6));
  if (idof<A>() === idof<HardSwish>()) return f32x4.mul(u, gate(u));
  if (idof<A>() === idof<HardSigmoid>()) return gate(u);
  return u;
}

function gate(u: v128): v128 {
  const open = f32x4.min(f32x4.max(f32x4.add(u, f32x4.splat(3)), f32x4.splat(0)), f32x4.splat(6));
  return f32x4.mul(open, f32x4.splat(1.0 / 6.0));
}

/** True for slopes that are read off the output. */
export function readsOutput<S>(): bool {
  return (
    idof<S>() === idof<ReluOutput>() || idof<S>() === idof<Relu6Output>() || idof<S>() === idof<HardSigmoidOutput>()
  );
}

/** g = d · act′; 0 on the flat side of a kink, as in PyTorch. `v` is the pre-activation, or the output. */
export function sloped<S>(d: v128, v: v128): v128 {
  if (idof<S>() === idof<None>()) return d;
  if (idof<S>() === idof<Relu>() || idof<S>() === idof<ReluOutput>())
    return f32x4.mul(d, v128.and(f32x4.gt(v, f32x4.splat(0)), f32x4.splat(1)));
  if (idof<S>() === idof<Relu6>() || idof<S>() === idof<Relu6Output>()) return f32x4.mul(d, between(v, 0, 6, 1));
  if (idof<S>() === idof<HardSigmoid>()) return f32x4.mul(d, between(v, -3, 3, 1.0 / 6.0));
  if (idof<S>() === idof<HardSigmoidOutput>()) return f32x4.mul(d, between(v, 0, 1, 1.0 / 6.0));
  // hardSwish: 0 up to −3, 1 from 3 on, u / 3 + ½ between.
  const inner = f32x4.add(f32x4.mul(v, f32x4.splat(1.0 / 3.0)), f32x4.splat(0.5));
  const upper = v128.bitselect(f32x4.splat(1), inner, f32x4.ge(v, f32x4.splat(3)));
  return f32x4.mul(d, v128.andnot(upper, f32x4.le(v, f32x4.splat(-3))));
}

function between(v: v128, low: f32, high: f32, slope: f32): v128 {
  return v128.and(v128.and(f32x4.gt(v, f32x4.splat(low)), f32x4.lt(v, f32x4.splat(high))), f32x4.splat(slope));
}
