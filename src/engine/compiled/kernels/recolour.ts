import { CHANGE_WORDS, Change } from "../../../data/augment/change";

/**
 * WGSL of the changes of colour of `src/data/augment/recolour.ts`, with the same bytes: `changed(pixel, word, row, mean, until)`
 * makes them in the row's order, up to but without the change `until` (4 for all).
 * @param channels 1 or 3; a single channel stands in all three places of `pixel`, and has neither saturation nor hue.
 */
export const recolouring = (channels: number): string => `
fn word(row: u32, place: u32) -> i32 { return changes[row * ${CHANGE_WORDS}u + place]; }
fn brightnessOf(pixel: vec3i) -> i32 {
  return ${channels === 3 ? "(pixel.r * 19595 + pixel.g * 38470 + pixel.b * 7471 + 0x8000) >> 16u" : "pixel.r"};
}
fn blend(base: i32, pixel: vec3i, amount: i32) -> vec3i {
  return clamp((vec3i(base * 4096) + amount * (pixel - vec3i(base))) >> vec3u(12u), vec3i(0), vec3i(255));
}
fn rounded(a: i32, b: i32) -> i32 { return (2 * a + b) / (2 * b); }
fn turnHue(pixel: vec3i, turn: i32) -> vec3i {
  let most = max(pixel.r, max(pixel.g, pixel.b));
  let range = most - min(pixel.r, min(pixel.g, pixel.b));
  if (range == 0) { return pixel; }
  var sixths = 0;
  if (pixel.r == most) { sixths = pixel.g - pixel.b; }
  else if (pixel.g == most) { sixths = 2 * range + pixel.b - pixel.r; }
  else { sixths = 4 * range + pixel.r - pixel.g; }
  if (sixths < 0) { sixths += 6 * range; }
  let hue = ((sixths * 255) / (6 * range) + turn) & 255;
  let saturation = (255 * range) / most;
  let part = (6 * hue) / 255;
  let within = 6 * hue - 255 * part;
  let low = rounded(most * (255 - saturation), 255);
  let falling = rounded(most * (65025 - saturation * within), 65025);
  let rising = rounded(most * (65025 - saturation * (255 - within)), 65025);
  switch (part) {
    case 1: { return vec3i(falling, most, low); }
    case 2: { return vec3i(low, most, rising); }
    case 3: { return vec3i(low, falling, most); }
    case 4: { return vec3i(rising, low, most); }
    case 5: { return vec3i(most, low, falling); }
    default: { return vec3i(most, rising, low); }
  }
}
fn changed(start: vec3i, row: u32, mean: i32, until: i32) -> vec3i {
  var pixel = start;
  if (word(row, ${Change.recoloured}u) == 1) {
    let order = word(row, ${Change.order}u);
    for (var turn = 0u; turn < 4u; turn += 1u) {
      let what = (order >> (2u * turn)) & 3;
      if (what == until) { return pixel; }
      let amount = word(row, ${Change.brightness}u + u32(what));
      switch (what) {
        case 0: { pixel = blend(0, pixel, amount); }
        case 1: { pixel = blend(mean, pixel, amount); }
        case 2: { pixel = blend(brightnessOf(pixel), pixel, amount); }
        default: { ${channels === 3 ? "pixel = turnHue(pixel, amount);" : ""} }
      }
    }
  }
  if (word(row, ${Change.grey}u) == 1) { pixel = vec3i(brightnessOf(pixel)); }
  return pixel;
}
`;
