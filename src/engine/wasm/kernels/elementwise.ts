import {
  activated,
  HardSigmoid,
  HardSigmoidOutput,
  HardSwish,
  None,
  Relu,
  Relu6,
  Relu6Output,
  ReluOutput,
  sloped,
} from "./activation";
import { clear, put, putOrAdd } from "./vectors";

function activate<A>(x: usize, y: usize, words: i32): void {
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    put(y + at, activated<A>(v128.load(x + at)), words - i);
  }
}

/** y = act(x). */
export function activation(x: usize, y: usize, words: i32, kind: i32): void {
  if (kind === 1) activate<Relu>(x, y, words);
  else if (kind === 2) activate<Relu6>(x, y, words);
  else if (kind === 3) activate<HardSwish>(x, y, words);
  else if (kind === 4) activate<HardSigmoid>(x, y, words);
  else activate<None>(x, y, words);
}

function slopeBack<S>(dy: usize, v: usize, dx: usize, words: i32, accumulate: i32): void {
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    putOrAdd(dx + at, sloped<S>(v128.load(dy + at), v128.load(v + at)), words - i, accumulate);
  }
}

/** dx = or += dy · act′; `v` is the activation's input, or for kinds from 5 on its output. */
export function activationGradient(dy: usize, v: usize, dx: usize, words: i32, kind: i32, accumulate: i32): void {
  if (kind === 1) slopeBack<Relu>(dy, v, dx, words, accumulate);
  else if (kind === 2) slopeBack<Relu6>(dy, v, dx, words, accumulate);
  else if (kind === 3) slopeBack<HardSwish>(dy, v, dx, words, accumulate);
  else if (kind === 4) slopeBack<HardSigmoid>(dy, v, dx, words, accumulate);
  else if (kind === 5) slopeBack<ReluOutput>(dy, v, dx, words, accumulate);
  else if (kind === 6) slopeBack<Relu6Output>(dy, v, dx, words, accumulate);
  else if (kind === 7) slopeBack<HardSigmoidOutput>(dy, v, dx, words, accumulate);
  else slopeBack<None>(dy, v, dx, words, accumulate);
}

function addActivated<A>(a: usize, b: usize, y: usize, words: i32): void {
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    put(y + at, activated<A>(f32x4.add(v128.load(a + at), v128.load(b + at))), words - i);
  }
}

/** y = act(a + b). */
export function add(a: usize, b: usize, y: usize, words: i32, kind: i32): void {
  if (kind === 1) addActivated<Relu>(a, b, y, words);
  else if (kind === 2) addActivated<Relu6>(a, b, y, words);
  else if (kind === 3) addActivated<HardSwish>(a, b, y, words);
  else if (kind === 4) addActivated<HardSigmoid>(a, b, y, words);
  else addActivated<None>(a, b, y, words);
}

/** y = x, or y += x. */
export function copy(x: usize, y: usize, words: i32, accumulate: i32): void {
  if (!accumulate) {
    memory.copy(y, x, (<usize>words) << 2);
    return;
  }
  for (let i = 0; i < words; i += 4) {
    const at: usize = (<usize>i) << 2;
    putOrAdd(y + at, v128.load(x + at), words - i, 1);
  }
}

/** `y[row, yFrom + c] = or += x[row, xFrom + c]` for c below `channels`: concatenation, and both ways back. */
export function copyChannels(
  x: usize,
  xWidth: i32,
  xFrom: i32,
  y: usize,
  yWidth: i32,
  yFrom: i32,
  rows: i32,
  channels: i32,
  accumulate: i32,
): void {
  x += (<usize>xFrom) << 2;
  y += (<usize>yFrom) << 2;
  for (let row = 0; row < rows; row++) {
    copy(x, y, channels, accumulate);
    x += (<usize>xWidth) << 2;
    y += (<usize>yWidth) << 2;
  }
}

/** y = x with zero channels behind. */
export function padChannels(x: usize, y: usize, rows: i32, from: i32, to: i32): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(y, x, (<usize>from) << 2);
    clear(y + ((<usize>from) << 2), to - from);
    x += (<usize>from) << 2;
    y += (<usize>to) << 2;
  }
}
