import { dot } from "./vector";

/** Values whose products are summed in floats before they join a double. */
const CHUNK: i32 = 256;

/** Σ a · b: floats within a chunk, doubles over the chunks, in order. */
function product(a: usize, b: usize, count: i32): f64 {
  let sum: f64 = 0;
  for (let from = 0; from < count; from += CHUNK) {
    const at: usize = (<usize>from) << 2;
    sum += dot(a + at, b + at, min(CHUNK, count - from));
  }
  return sum;
}

/** Inner products of every pair of gradients over one layer's words: (0,0), (0,1), …, (1,1), … */
export function gram(gradients: usize, losses: i32, stride: i32, from: i32, to: i32, result: usize): void {
  const start = gradients + ((<usize>from) << 2);
  for (let a = 0; a < losses; a++) {
    for (let b = a; b < losses; b++) {
      const first = start + ((<usize>(a * stride)) << 2);
      const second = start + ((<usize>(b * stride)) << 2);
      store<f32>(result, <f32>product(first, second, to - from));
      result += 4;
    }
  }
}

/** a·b, a·a, b·b by row. */
export function rowProducts(a: usize, b: usize, products: usize, rows: i32, values: i32): void {
  for (let row = 0; row < rows; row++) {
    store<f32>(products, <f32>product(a, b, values));
    store<f32>(products, <f32>product(a, a, values), 4);
    store<f32>(products, <f32>product(b, b, values), 8);
    products += 12;
    a += (<usize>values) << 2;
    b += (<usize>values) << 2;
  }
}
