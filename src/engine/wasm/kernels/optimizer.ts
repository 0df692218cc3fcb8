/**
 * One update of a flat run of parameters, padding included (zeros stay zeros). `control` holds the learning rate, Adam's two
 * bias corrections, and 1 where the group takes its turn; `switched`: only then. `squares`: where the whole gradient's squared
 * length lies, if one longer than `clip` is shortened; else 0.
 */

/** What a gradient is multiplied by, as in PyTorch's clip_grad_norm_. */
function scaleOf(squares: usize, clip: f64): f32 {
  return <f32>min(<f64>1, clip / (sqrt(<f64>load<f32>(squares)) + 1e-6));
}

/** In PyTorch's order: g += wd · p; v = m · v + g; p −= lr · (v, or g + m · v with Nesterov). */
export function sgd(
  control: usize,
  gradients: usize,
  parameters: usize,
  momenta: usize,
  words: i32,
  momentum: f32,
  weightDecay: f32,
  nesterov: i32,
  switched: i32,
  squares: usize,
  clip: f64,
): void {
  if (switched && load<f32>(control, 12) === 0) return;
  const rate = f32x4.splat(load<f32>(control));
  const keep = f32x4.splat(momentum);
  const decay = f32x4.splat(weightDecay);
  const decays = weightDecay !== 0;
  const clips = squares !== 0;
  const scale = f32x4.splat(clips ? scaleOf(squares, clip) : 1);
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    const p = v128.load(parameters + at);
    let g = v128.load(gradients + at);
    if (clips) g = f32x4.mul(g, scale);
    if (decays) g = f32x4.add(g, f32x4.mul(decay, p));
    const v = f32x4.add(f32x4.mul(keep, v128.load(momenta + at)), g);
    v128.store(momenta + at, v);
    const step = nesterov ? f32x4.add(g, f32x4.mul(keep, v)) : v;
    v128.store(parameters + at, f32x4.sub(p, f32x4.mul(rate, step)));
  }
}

/** Decay coupled into g, or decoupled. */
export function adam(
  control: usize,
  gradients: usize,
  parameters: usize,
  moment1: usize,
  moment2: usize,
  words: i32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
  weightDecay: f32,
  decoupled: i32,
  switched: i32,
  squares: usize,
  clip: f64,
): void {
  if (switched && load<f32>(control, 12) === 0) return;
  const learningRate = load<f32>(control);
  const rate = f32x4.splat(learningRate);
  const meanScale = f32x4.splat(load<f32>(control, 4));
  const rootScale = f32x4.splat(load<f32>(control, 8));
  const keep1 = f32x4.splat(<f32>beta1);
  const take1 = f32x4.splat(<f32>(1 - beta1));
  const keep2 = f32x4.splat(<f32>beta2);
  const take2 = f32x4.splat(<f32>(1 - beta2));
  const shrink = f32x4.splat(<f32>1 - learningRate * weightDecay);
  const decay = f32x4.splat(weightDecay);
  const coupled = weightDecay !== 0 && !decoupled;
  const shrinks = weightDecay !== 0 && decoupled !== 0;
  const clips = squares !== 0;
  const scale = f32x4.splat(clips ? scaleOf(squares, clip) : 1);
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    const old = v128.load(parameters + at);
    let g = v128.load(gradients + at);
    if (clips) g = f32x4.mul(g, scale);
    if (coupled) g = f32x4.add(g, f32x4.mul(decay, old));
    const p = shrinks ? f32x4.mul(old, shrink) : old;
    const m = f32x4.add(f32x4.mul(keep1, v128.load(moment1 + at)), f32x4.mul(take1, g));
    const s = f32x4.add(f32x4.mul(keep2, v128.load(moment2 + at)), f32x4.mul(f32x4.mul(take2, g), g));
    v128.store(moment1 + at, m);
    v128.store(moment2 + at, s);
    const below = f32x4.add(f32x4.mul(f32x4.sqrt(s), rootScale), f32x4.splat(epsilon));
    v128.store(parameters + at, f32x4.sub(p, f32x4.div(f32x4.mul(rate, f32x4.mul(m, meanScale)), below)));
  }
}
