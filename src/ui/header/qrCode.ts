/**
 * A text as a QR code (byte mode, error correction level L), version 1 to 40 as its length needs.
 * @returns `[size][size]`, true is dark; undefined when the text is longer than a code holds (2,953 bytes).
 * Source: ISO/IEC 18004, sections 7 and 8; tables of level L.
 */
export function qrCode(text: string): readonly (readonly boolean[])[] | undefined {
  const bytes = new TextEncoder().encode(text);
  const version = CHECK_BYTES.findIndex((_, index) => bytes.length + (index < 9 ? 2 : 3) <= dataBytes(index + 1)) + 1;
  if (version === 0) return undefined;
  const drawing = drawPatterns(version);
  placeBits(drawing, interleaved(dataOf(bytes, version), version));
  const masked = Array.from({ length: 8 }, (_, mask) => withMask(drawing, mask));
  return masked.reduce((best, one) => (penalty(one) < penalty(best) ? one : best));
}

/** By version: check bytes of each block, and blocks. */
const CHECK_BYTES = [
  7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30, 30, 26, 28, 30, 30, 30, 30,
  30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
] as const;
const BLOCKS = [
  1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19,
  20, 21, 22, 24, 25,
] as const;
/** Level L in the format bits. */
const LEVEL = 1;

interface Drawing {
  readonly size: number;
  readonly dark: boolean[][];
  /** Set by the patterns; data goes elsewhere. */
  readonly fixed: boolean[][];
}

/** Modules that hold data, in whole bytes. */
function allBytes(version: number): number {
  const aligned = version === 1 ? 0 : Math.floor(version / 7) + 2;
  const patterns = aligned === 0 ? 0 : (25 * aligned - 10) * aligned - 55;
  const modules = (16 * version + 128) * version + 64 - patterns - (version >= 7 ? 36 : 0);
  return Math.floor(modules / 8);
}

function dataBytes(version: number): number {
  return allBytes(version) - (CHECK_BYTES[version - 1] ?? 0) * (BLOCKS[version - 1] ?? 0);
}

/** Mode, length, the bytes, the end, and padding. */
function dataOf(bytes: Uint8Array, version: number): Uint8Array {
  const total = dataBytes(version);
  const bits: number[] = [];
  const push = (value: number, count: number): void => {
    for (let bit = count - 1; bit >= 0; bit -= 1) bits.push((value >>> bit) & 1);
  };
  push(4, 4);
  push(bytes.length, version < 10 ? 8 : 16);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, 8 * total - bits.length));
  while (bits.length % 8 !== 0) bits.push(0);
  const data = new Uint8Array(total);
  bits.forEach((bit, index) => (data[index >> 3] = (data[index >> 3] ?? 0) | (bit << (7 - (index & 7)))));
  for (let at = bits.length / 8, odd = true; at < total; at += 1, odd = !odd) data[at] = odd ? 0xec : 0x11;
  return data;
}

/** Blocks with their check bytes, a byte of each in turn. */
function interleaved(data: Uint8Array, version: number): readonly number[] {
  const blocks = BLOCKS[version - 1] ?? 1;
  const checks = CHECK_BYTES[version - 1] ?? 0;
  const short = Math.floor(data.length / blocks);
  const longer = data.length % blocks;
  const generator = generatorOf(checks);
  let at = 0;
  const parts = Array.from({ length: blocks }, (_, index) => {
    const own = data.subarray(at, (at += short + (index >= blocks - longer ? 1 : 0)));
    return { own, check: remainder(own, generator) };
  });
  const turns = (read: (part: (typeof parts)[number]) => ArrayLike<number>, length: number): number[] =>
    Array.from({ length }, (_, index) => parts.flatMap((part) => read(part)[index] ?? [])).flat();
  return [...turns(({ own }) => own, short + 1), ...turns(({ check }) => check, checks)];
}

/** Product in GF(2⁸) modulo x⁸ + x⁴ + x³ + x² + 1. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) product = (product << 1) ^ ((product >>> 7) * 0x11d) ^ (((b >>> bit) & 1) * a);
  return product;
}

/** Coefficients of ∏ (x − 2ⁱ), the leading 1 left out. */
function generatorOf(degree: number): readonly number[] {
  let result: readonly number[] = [...Array.from({ length: degree - 1 }, () => 0), 1];
  for (let index = 0, root = 1; index < degree; index += 1, root = multiply(root, 2)) {
    const before = result;
    result = before.map((value, at) => multiply(value, root) ^ (before[at + 1] ?? 0));
  }
  return result;
}

function remainder(data: Uint8Array, generator: readonly number[]): readonly number[] {
  let result = generator.map(() => 0);
  for (const byte of data) {
    const factor = byte ^ (result[0] ?? 0);
    const shifted = [...result.slice(1), 0];
    result = shifted.map((value, at) => value ^ multiply(generator[at] ?? 0, factor));
  }
  return result;
}

function drawPatterns(version: number): Drawing {
  const size = 17 + 4 * version;
  const grid = (): boolean[][] => Array.from({ length: size }, () => Array.from({ length: size }, () => false));
  const drawing: Drawing = { size, dark: grid(), fixed: grid() };
  const set = setter(drawing);
  for (let at = 0; at < size; at += 1) {
    set(6, at, at % 2 === 0);
    set(at, 6, at % 2 === 0);
  }
  for (const [y, x] of [
    [3, 3],
    [3, size - 4],
    [size - 4, 3],
  ] as const) {
    for (let dy = -4; dy <= 4; dy += 1) {
      for (let dx = -4; dx <= 4; dx += 1) {
        const ring = Math.max(Math.abs(dy), Math.abs(dx));
        set(y + dy, x + dx, ring !== 2 && ring !== 4);
      }
    }
  }
  const places = alignment(version, size);
  const last = places.length - 1;
  places.forEach((y, row) =>
    places.forEach((x, column) => {
      if ((row === 0 && column === 0) || (row === 0 && column === last) || (row === last && column === 0)) return;
      for (let dy = -2; dy <= 2; dy += 1) {
        for (let dx = -2; dx <= 2; dx += 1) set(y + dy, x + dx, Math.max(Math.abs(dy), Math.abs(dx)) !== 1);
      }
    }),
  );
  drawFormat(drawing, 0);
  if (version >= 7) {
    const bits = (version << 12) | bch(version, 12, 0x1f25);
    for (let bit = 0; bit < 18; bit += 1) {
      const [a, b] = [size - 11 + (bit % 3), Math.floor(bit / 3)];
      set(b, a, ((bits >>> bit) & 1) === 1);
      set(a, b, ((bits >>> bit) & 1) === 1);
    }
  }
  return drawing;
}

function setter({ size, dark, fixed }: Drawing): (y: number, x: number, on: boolean) => void {
  return (y, x, on) => {
    const row = dark[y];
    const taken = fixed[y];
    if (row === undefined || taken === undefined || x < 0 || x >= size) return;
    row[x] = on;
    taken[x] = true;
  };
}

function alignment(version: number, size: number): readonly number[] {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = version === 32 ? 26 : Math.ceil((version * 4 + 4) / (count * 2 - 2)) * 2;
  const rest = Array.from({ length: count - 1 }, (_, index) => size - 7 - index * step);
  return [6, ...rest.reverse()];
}

/** Remainder of value · 2^shift by a generator polynomial. */
function bch(value: number, shift: number, generator: number): number {
  let rest = value;
  for (let bit = 0; bit < shift; bit += 1) rest = (rest << 1) ^ ((rest >>> (shift - 1)) * generator);
  return rest;
}

/** Level and mask, twice. */
function drawFormat(drawing: Drawing, mask: number): void {
  const { size } = drawing;
  const set = setter(drawing);
  const value = (LEVEL << 3) | mask;
  const bits = ((value << 10) | bch(value, 10, 0x537)) ^ 0x5412;
  const at = (bit: number): boolean => ((bits >>> bit) & 1) === 1;
  for (let bit = 0; bit < 6; bit += 1) set(bit, 8, at(bit));
  set(7, 8, at(6));
  set(8, 8, at(7));
  set(8, 7, at(8));
  for (let bit = 9; bit < 15; bit += 1) set(8, 14 - bit, at(bit));
  for (let bit = 0; bit < 8; bit += 1) set(8, size - 1 - bit, at(bit));
  for (let bit = 8; bit < 15; bit += 1) set(size - 15 + bit, 8, at(bit));
  set(size - 8, 8, true);
}

/** Two columns at a time from the right, up and down in turn. */
function placeBits({ size, dark, fixed }: Drawing, bytes: readonly number[]): void {
  let bit = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    for (let along = 0; along < size; along += 1) {
      for (const x of [right, right - 1]) {
        const y = ((right + 1) & 2) === 0 ? size - 1 - along : along;
        const row = dark[y];
        if (row === undefined || fixed[y]?.[x] === true || bit >= bytes.length * 8) continue;
        row[x] = (((bytes[bit >> 3] ?? 0) >>> (7 - (bit & 7))) & 1) === 1;
        bit += 1;
      }
    }
  }
}

const MASKS: readonly ((y: number, x: number) => boolean)[] = [
  (y, x) => (x + y) % 2 === 0,
  (y) => y % 2 === 0,
  (_, x) => x % 3 === 0,
  (y, x) => (x + y) % 3 === 0,
  (y, x) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (y, x) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (y, x) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (y, x) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

function withMask({ size, dark, fixed }: Drawing, mask: number): readonly (readonly boolean[])[] {
  const flips = MASKS[mask] ?? (() => false);
  const masked = {
    size,
    fixed,
    dark: dark.map((row, y) => row.map((on, x) => (fixed[y]?.[x] === true ? on : on !== flips(y, x)))),
  };
  drawFormat(masked, mask);
  return masked.dark;
}

/** How hard a drawing is to read: long runs, blocks of four, and an uneven share of dark. */
function penalty(dark: readonly (readonly boolean[])[]): number {
  const columns = dark.map((_, x) => dark.map((row) => row[x] === true));
  let sum = 0;
  for (const line of [...dark, ...columns]) {
    let run = 0;
    line.forEach((on, index) => {
      run = index > 0 && on === line[index - 1] ? run + 1 : 1;
      if (run === 5) sum += 3;
      else if (run > 5) sum += 1;
    });
    const text = line.map((on) => (on ? "1" : "0")).join("");
    sum += 40 * (text.split(/(?=10111010000)|(?=00001011101)/).length - 1);
  }
  dark.forEach((row, y) =>
    row.forEach((on, x) => {
      const below = dark[y + 1];
      if (below !== undefined && x + 1 < row.length && on === row[x + 1] && on === below[x] && on === below[x + 1])
        sum += 3;
    }),
  );
  const share = dark.flat().filter(Boolean).length / dark.length ** 2;
  return sum + 10 * Math.floor(Math.abs(share * 20 - 10));
}
