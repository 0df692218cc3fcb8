/** The changes of colour of `src/data/augment/recolour.ts`, with the same bytes. */

/** Pillow's brightness of a pixel. */
function brightnessOf(red: i32, green: i32, blue: i32): i32 {
  return (red * 19595 + green * 38470 + blue * 7471 + 0x8000) >> 16;
}

function blend(base: i32, value: i32, factor: i32): i32 {
  return min(255, max(0, (base * 4096 + factor * (value - base)) >> 12));
}

/** a / b to the nearest whole number, halves up; neither is negative. */
function rounded(a: i32, b: i32): i32 {
  return (2 * a + b) / (2 * b);
}

/**
 * Changes the colours of an image in place.
 * @param pixels `[count, channels]` bytes
 * @param counted `[count]` bytes: 0 where nothing is
 * @param words of the image's row
 */
export function recolour(pixels: usize, channels: i32, counted: usize, count: i32, words: usize): void {
  if (load<i32>(words, 36) === 1) {
    const order = load<i32>(words, 40);
    for (let turn = 0; turn < 4; turn++) {
      const what = (order >> (2 * turn)) & 3;
      const amount = load<i32>(words + ((<usize>what) << 2), 44);
      const mean = what === 1 ? meanBrightness(pixels, channels, counted, count) : 0;
      for (let pixel = 0; pixel < count; pixel++) {
        if (load<u8>(counted + <usize>pixel) === 1) {
          change(pixels + <usize>(pixel * channels), channels, what, amount, mean);
        }
      }
    }
  }
  if (load<i32>(words, 60) !== 1 || channels !== 3) return;
  for (let pixel = 0; pixel < count; pixel++) {
    if (load<u8>(counted + <usize>pixel) !== 1) continue;
    const at = pixels + <usize>(3 * pixel);
    const grey = greyAt(at, 3);
    store<u8>(at, <u8>grey);
    store<u8>(at, <u8>grey, 1);
    store<u8>(at, <u8>grey, 2);
  }
}

function change(at: usize, channels: i32, what: i32, amount: i32, mean: i32): void {
  if (what === 3) {
    if (channels === 3) turnHue(at, amount);
    return;
  }
  const base = what === 0 ? 0 : what === 1 ? mean : greyAt(at, channels);
  for (let channel = 0; channel < channels; channel++) {
    const place = at + <usize>channel;
    store<u8>(place, <u8>blend(base, <i32>load<u8>(place), amount));
  }
}

function greyAt(at: usize, channels: i32): i32 {
  const first = <i32>load<u8>(at);
  return channels === 3 ? brightnessOf(first, <i32>load<u8>(at, 1), <i32>load<u8>(at, 2)) : first;
}

function meanBrightness(pixels: usize, channels: i32, counted: usize, count: i32): i32 {
  let sum = 0;
  let there = 0;
  for (let pixel = 0; pixel < count; pixel++) {
    if (load<u8>(counted + <usize>pixel) !== 1) continue;
    there++;
    sum += greyAt(pixels + <usize>(pixel * channels), channels);
  }
  return there === 0 ? 0 : rounded(sum, there);
}

/** Turns a pixel's hue by 256ths of a turn. */
function turnHue(at: usize, turn: i32): void {
  const red = <i32>load<u8>(at);
  const green = <i32>load<u8>(at, 1);
  const blue = <i32>load<u8>(at, 2);
  const most = max(red, max(green, blue));
  const range = most - min(red, min(green, blue));
  if (range === 0) return;
  let sixths = red === most ? green - blue : green === most ? 2 * range + blue - red : 4 * range + red - green;
  if (sixths < 0) sixths += 6 * range;
  const hue = ((sixths * 255) / (6 * range) + turn) & 255;
  const saturation = (255 * range) / most;
  const part = (6 * hue) / 255;
  const within = 6 * hue - 255 * part;
  const low = rounded(most * (255 - saturation), 255);
  const falling = rounded(most * (65025 - saturation * within), 65025);
  const rising = rounded(most * (65025 - saturation * (255 - within)), 65025);
  if (part === 1) put(at, falling, most, low);
  else if (part === 2) put(at, low, most, rising);
  else if (part === 3) put(at, low, falling, most);
  else if (part === 4) put(at, rising, low, most);
  else if (part === 5) put(at, most, low, falling);
  else put(at, most, rising, low);
}

function put(at: usize, red: i32, green: i32, blue: i32): void {
  store<u8>(at, <u8>red);
  store<u8>(at, <u8>green, 1);
  store<u8>(at, <u8>blue, 2);
}
