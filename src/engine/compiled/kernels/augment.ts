import { CHANGE_WORDS, Change } from "../../../data/augment/change";
import { kernel, linearKernel, overTwoAxes, read, write, type Binding, type Kernel } from "../kernel";
import { recolouring } from "./recolour";

export interface AugmentShape {
  /** Images in the set. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Rows of one view. */
  readonly rows: number;
  readonly views: 1 | 2;
  /** Whether colours may change: only then are there means. */
  readonly recolours: boolean;
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

/** What both kernels see: the pieces of the set, indices (u32, `[rows]`) and the rows' changes (i32, `[views × rows, 17]`). */
function inputs(shape: AugmentShape, access: typeof read): readonly Binding[] {
  return [
    ...pieceWords(shape).map((words, piece) => read(`bytes${piece}`, words, "u32")),
    read("indices", shape.rows, "u32"),
    access("changes", shape.views * shape.rows * CHANGE_WORDS, "i32"),
  ];
}

/**
 * `shownAt(row, pixel)`: the bytes of a pixel of a row, mirrored and shifted; in w whether anything is there.
 * A grey image has its byte in all three places.
 */
function shownAt(shape: AugmentShape): string {
  const { height, width, channels, rows, perPiece } = shape;
  const pieces = pieceWords(shape);
  // Which piece an image lies in is asked where there are several.
  const lookUp = pieces
    .map(
      (_, piece) =>
        (piece + 1 < pieces.length ? `if (piece == ${piece}u) { return ` : "return ") +
        `byteOf(bytes${piece}[at >> 2u], at);` +
        (piece + 1 < pieces.length ? " }" : ""),
    )
    .join("\n  ");
  const channel = (which: number): string => `byteAt(piece, start + ${which}u)`;
  const [second, third] = channels === 3 ? [channel(1), channel(2)] : ["first", "first"];
  return `
fn byteOf(bytes: u32, at: u32) -> i32 { return i32((bytes >> ((at & 3u) * 8u)) & 0xffu); }
fn byteAt(piece: u32, at: u32) -> i32 {
  ${lookUp}
}
fn shownAt(row: u32, pixel: u32) -> vec4i {
  let fromRow = i32(pixel / ${width}u) + word(row, ${Change.down}u);
  var fromColumn = i32(pixel % ${width}u) + word(row, ${Change.right}u);
  fromColumn = select(fromColumn, ${width - 1} - fromColumn, word(row, ${Change.mirrored}u) == 1);
  if (fromRow < 0 || fromRow >= ${height} || fromColumn < 0 || fromColumn >= ${width}) {
    let fill = word(row, ${Change.fill}u);
    return vec4i(vec3i(max(0, fill - 1)), select(0, 1, fill != 0));
  }
  let image = indices[row % ${rows}u];
  let piece = image / ${perPiece}u;
  let start = (image % ${perPiece}u * ${height * width}u + u32(fromRow * ${width} + fromColumn)) * ${channels}u;
  let first = ${channel(0)};
  return vec4i(first, ${second}, ${third}, 1);
}
`;
}

/** `word(row, place)` where colours do not change. */
const WORD = `
fn word(row: u32, place: u32) -> i32 { return changes[row * ${CHANGE_WORDS}u + place]; }
`;

/**
 * Images of a batch from the set's bytes: mirrored, shifted, recoloured, cut out, normalised through the table. The same floats
 * as `src/data/augment/applyChange.ts`, by the same whole numbers. One invocation per pixel.
 * Bindings: those of `inputs`, table (`[channels, 256]`), y.
 */
export function augment(shape: AugmentShape): Kernel {
  const { height, width, channels, rows, views, recolours } = shape;
  const pixels = height * width;
  const count = views * rows * pixels;
  return linearKernel({
    family: "augment",
    bindings: [...inputs(shape, read), read("table", 256 * channels), write("y", count * channels)],
    count,
    prelude: (recolours ? recolouring(channels) : WORD) + shownAt(shape),
    body: `
  let row = i / ${pixels}u;
  let pixel = i % ${pixels}u;
  let r = i32(pixel / ${width}u);
  let c = i32(pixel % ${width}u);
  var shown = shownAt(row, pixel);
  ${recolours ? `shown = vec4i(changed(shown.rgb, row, word(row, ${Change.mean}u), 4), shown.a);` : ""}
  if (r >= word(row, ${Change.top}u) && r < word(row, ${Change.bottom}u) && c >= word(row, ${Change.left}u) && c < word(row, ${Change.end}u)) {
    let hole = word(row, ${Change.hole}u);
    shown = vec4i(vec3i(max(0, hole - 1)), select(0, 1, hole != 0));
  }
  for (var channel = 0u; channel < ${channels}u; channel += 1u) {
    y[i * ${channels}u + channel] = select(0.0, table[256u * channel + u32(shown[channel])], shown.a == 1);
  }`,
  });
}

/** Invocations that add up one image. */
const ADDERS = 64;

/**
 * The mean brightness of each row of a batch as it is when its contrast changes, rounded as `recolour.ts` does, written into the
 * row's own words: a further buffer would be one more than every device takes. One workgroup per row; whole numbers, so their
 * order does not count.
 * Bindings: those of `inputs`.
 */
export function contrastMeans(shape: AugmentShape): Kernel {
  const { height, width, channels, rows, views } = shape;
  const pixels = height * width;
  const count = views * rows;
  const [x, y] = overTwoAxes(count);
  return kernel({
    family: "contrastMeans",
    bindings: inputs(shape, write),
    workgroupSize: [ADDERS, 1, 1],
    workgroups: [x, y, 1],
    prelude: `${recolouring(channels)}${shownAt(shape)}
var<workgroup> sums: array<vec2i, ${ADDERS}>;
`,
    body: `
  let row = min(id.x / ${ADDERS}u + id.y * ${x}u, ${count - 1}u);
  let part = id.x % ${ADDERS}u;
  var sum = vec2i(0);
  for (var pixel = part; pixel < ${pixels}u; pixel += ${ADDERS}u) {
    let shown = shownAt(row, pixel);
    if (shown.a == 1) { sum += vec2i(brightnessOf(changed(shown.rgb, row, 0, 1)), 1); }
  }
  sums[part] = sum;
  workgroupBarrier();
  for (var half = ${ADDERS / 2}u; half > 0u; half /= 2u) {
    if (part < half) { sums[part] += sums[part + half]; }
    workgroupBarrier();
  }
  if (part == 0u) { changes[row * ${CHANGE_WORDS}u + ${Change.mean}u] = select(0, rounded(sums[0].x, max(1, sums[0].y)), sums[0].y > 0); }`,
    work: count * pixels * 8,
  });
}
