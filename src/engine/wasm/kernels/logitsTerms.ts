import { exp, log } from "./math";

/**
 * Terms over logits `[rows, classes]`, row by row, in doubles. `control` holds `[value, gradient, from, to]`: the term's
 * coefficients, and the images that count. `weights`, `losses` and `dz` are 0 where there are none.
 */

function at(x: usize, index: i32): f64 {
  return load<f32>(x + ((<usize>index) << 2));
}

/** The row's share of the mean, 0 where it does not count. */
function shareOf(row: i32, images: i32, used: i32, control: usize, weights: usize): f64 {
  const image = <f32>(row % images);
  if (row >= used || !(image >= load<f32>(control, 8)) || !(image < load<f32>(control, 12))) return 0;
  return weights ? at(weights, row) : 1;
}

/** log Σ exp of a row times `scale`, shifted by its maximum. */
function logSumExp(z: usize, classes: i32, scale: f64): f64 {
  let most = at(z, 0);
  for (let c = 1; c < classes; c++) most = max<f64>(most, at(z, c));
  let sum: f64 = 0;
  for (let c = 0; c < classes; c++) sum += exp((at(z, c) - most) * scale);
  return most * scale + log(sum);
}

function putGradient(dz: usize, c: i32, value: f64, accumulate: i32): void {
  const to = dz + ((<usize>c) << 2);
  store<f32>(to, accumulate ? load<f32>(to) + <f32>value : <f32>value);
}

/** −Σ target · log softmax(z), target smoothed. A label above classes − 1 has no one-hot part. */
export function crossEntropy(
  z: usize,
  labels: usize,
  control: usize,
  weights: usize,
  losses: usize,
  dz: usize,
  rows: i32,
  images: i32,
  classes: i32,
  used: i32,
  smoothing: f64,
  accumulate: i32,
): void {
  const low = smoothing / <f64>classes;
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + ((<usize>row) << 2));
    const share = label < 0 ? 0 : shareOf(row, images, used, control, weights);
    const pull = (<f64>load<f32>(control, 4) * share) / <f64>used;
    const whole = logSumExp(z, classes, 1);
    let loss: f64 = 0;
    let mass: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const target = c === label ? low + (1 - smoothing) : low;
      mass += target;
      if (target !== 0) loss -= target * (at(z, c) - whole);
    }
    if (losses) store<f32>(losses + ((<usize>row) << 2), <f32>(share * loss));
    if (dz) {
      for (let c = 0; c < classes; c++) {
        const target = c === label ? low + (1 - smoothing) : low;
        putGradient(dz, c, pull * (mass * exp(at(z, c) - whole) - target), accumulate);
      }
      dz += (<usize>classes) << 2;
    }
    z += (<usize>classes) << 2;
  }
}

/** Σ over classes of max(0, 1 − t · z)², t = ±1. */
export function squaredHinge(
  z: usize,
  labels: usize,
  control: usize,
  weights: usize,
  losses: usize,
  dz: usize,
  rows: i32,
  images: i32,
  classes: i32,
  used: i32,
  accumulate: i32,
): void {
  for (let row = 0; row < rows; row++) {
    const label = load<i32>(labels + ((<usize>row) << 2));
    const share = label < 0 ? 0 : shareOf(row, images, used, control, weights);
    const pull = (<f64>load<f32>(control, 4) * share) / <f64>used;
    let loss: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const sign: f64 = c === label ? 1 : -1;
      const margin = max<f64>(0, 1 - sign * at(z, c));
      loss += margin * margin;
      if (dz) putGradient(dz, c, pull * (-2 * sign * margin), accumulate);
    }
    if (losses) store<f32>(losses + ((<usize>row) << 2), <f32>(share * loss));
    if (dz) dz += (<usize>classes) << 2;
    z += (<usize>classes) << 2;
  }
}

/**
 * kl: factor · Σ p_t (log p_t − log p_s); soft cross-entropy: −factor · Σ p_t log p_s; p at a temperature.
 * @param toTeacher the gradient is the teacher's: factor / T · p_t · (d − Σ p_t d), d the difference of logs; else the
 * student's, factor / T · (p_s − p_t).
 */
export function mimic(
  student: usize,
  teacher: usize,
  control: usize,
  weights: usize,
  losses: usize,
  dz: usize,
  rows: i32,
  images: i32,
  classes: i32,
  used: i32,
  isKl: i32,
  temperature: f64,
  factor: f64,
  toTeacher: i32,
  accumulate: i32,
): void {
  const scale = 1 / temperature;
  for (let row = 0; row < rows; row++) {
    const share = shareOf(row, images, used, control, weights);
    const pull = ((<f64>load<f32>(control, 4) * share) / <f64>used) * (factor / temperature);
    const studentLog = logSumExp(student, classes, scale);
    const teacherLog = logSumExp(teacher, classes, scale);
    let loss: f64 = 0;
    for (let c = 0; c < classes; c++) {
      const s = at(student, c) * scale - studentLog;
      const t = at(teacher, c) * scale - teacherLog;
      loss += exp(t) * (isKl ? t - s : -s);
    }
    if (losses) store<f32>(losses + ((<usize>row) << 2), <f32>(share * (loss * factor)));
    if (dz) {
      for (let c = 0; c < classes; c++) {
        const s = at(student, c) * scale - studentLog;
        const t = at(teacher, c) * scale - teacherLog;
        const slope = toTeacher ? exp(t) * ((isKl ? t - s : -s) - loss) : exp(s) - exp(t);
        putGradient(dz, c, pull * slope, accumulate);
      }
      dz += (<usize>classes) << 2;
    }
    student += (<usize>classes) << 2;
    teacher += (<usize>classes) << 2;
  }
}

/** 1 where the first largest logit stands at the label; a row of NaN has no largest, a withheld label is no class. */
export function hits(z: usize, labels: usize, to: usize, rows: i32, classes: i32): void {
  for (let row = 0; row < rows; row++) {
    let best = -1;
    let highest: f32 = -Infinity;
    for (let c = 0; c < classes; c++) {
      const value = load<f32>(z + ((<usize>c) << 2));
      if (value > highest) {
        highest = value;
        best = c;
      }
    }
    const label = load<i32>(labels + ((<usize>row) << 2));
    store<f32>(to + ((<usize>row) << 2), label >= 0 && best === label ? 1 : 0);
    z += (<usize>classes) << 2;
  }
}

/** The sum of `rows` values, in order, divided. */
export function finish(values: usize, rows: i32, divisor: f64, to: usize): void {
  let sum: f64 = 0;
  for (let row = 0; row < rows; row++) sum += at(values, row);
  store<f32>(to, <f32>(sum / divisor));
}
