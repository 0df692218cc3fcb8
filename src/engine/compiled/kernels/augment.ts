import { linearKernel, read, write, type Kernel } from "../kernel";
import { MIX32 } from "./dropout";

export interface AugmentShape {
  /** Images in the set. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows of one view. */
  readonly rows: number;
  readonly views: 1 | 2;
  readonly flip: boolean;
  readonly shift: number;
  /** Images of each piece that the set lies in; all but the last are full. */
  readonly perPiece: number;
}

/** Words that hold the bytes of each piece, four to a word. */
function pieceWords({ count, height, width, channels, perPiece }: AugmentShape): readonly number[] {
  return Array.from({ length: Math.ceil(count / perPiece) }, (_, piece) => {
    const images = Math.min(perPiece, count - piece * perPiece);
    return Math.ceil((images * height * width * channels) / 4);
  });
}

/**
 * Images of a batch from the set's bytes: mirrored, shifted with zeros moving in, normalised through the table. The same
 * draws and the same floats as `src/data/batch.ts`. One invocation per pixel.
 * Bindings: the pieces of the set (u32), table (`[channels, 256]`), indices (u32, `[rows]`), keys (u32, `[2 × views]`), y.
 */
export function augment(shape: AugmentShape): Kernel {
  const { height, width, channels, rows, views, flip, shift, perPiece } = shape;
  const pieces = pieceWords(shape);
  // Which piece an image lies in is asked where there are several.
  const lookUp = pieces
    .map(
      (_, piece) =>
        (piece + 1 < pieces.length ? `if (piece == ${piece}u) { return ` : "return ") +
        `word(bytes${piece}[at >> 2u], at);` +
        (piece + 1 < pieces.length ? " }" : ""),
    )
    .join("\n  ");
  const pixels = height * width;
  const count = views * rows * pixels;
  const moved = (axis: 0 | 1): string =>
    shift === 0 ? "0" : `below(draw(key, 2u * base + ${1 + axis}u), ${2 * shift + 1}u) - ${shift}`;
  return linearKernel({
    family: "augment",
    bindings: [
      ...pieces.map((words, piece) => read(`bytes${piece}`, words, "u32")),
      read("table", 256 * channels),
      read("indices", rows, "u32"),
      read("keys", 2 * views, "u32"),
      write("y", count * channels),
    ],
    count,
    // The high word of draw · n for n below 2¹⁶, without 64-bit integers.
    prelude: `${MIX32}
fn below(bits: u32, n: u32) -> i32 {
  return i32(((bits >> 16u) * n + (((bits & 0xffffu) * n) >> 16u)) >> 16u);
}
fn word(bytes: u32, at: u32) -> u32 { return (bytes >> ((at & 3u) * 8u)) & 0xffu; }
fn byteAt(piece: u32, at: u32) -> u32 {
  ${lookUp}
}
`,
    body: `
  let row = i / ${pixels}u;
  let pixel = i % ${pixels}u;
  let part = row / ${rows}u;
  let base = row % ${rows}u;
  let key = keys[2u * part + 1u];
  let mirrored = ${flip ? "draw(keys[2u * part], base + 1u) < 0x80000000u" : "false"};
  let down = ${moved(0)};
  let right = ${moved(1)};
  let fromRow = i32(pixel / ${width}u) + down;
  var fromColumn = i32(pixel % ${width}u) + right;
  fromColumn = select(fromColumn, ${width - 1} - fromColumn, mirrored);
  let inside = fromRow >= 0 && fromRow < ${height} && fromColumn >= 0 && fromColumn < ${width};
  let piece = indices[base] / ${perPiece}u;
  let start = select(0u, (indices[base] % ${perPiece}u * ${pixels}u + u32(fromRow * ${width} + fromColumn)) * ${channels}u, inside);
  for (var channel = 0u; channel < ${channels}u; channel += 1u) {
    y[i * ${channels}u + channel] = select(0.0, table[256u * channel + byteAt(piece, start + channel)], inside);
  }`,
  });
}
