import { kernel, overTwoAxes, type Binding, type Kernel } from "../kernel";

/*
 * Matrix products in tiles, for graphics cards: a workgroup computes a tile of `rows × columns` of C = A · B, an invocation four
 * rows and one vector of four columns of it. A slice of A and one of B at a time, `DEPTH` deep, are brought into workgroup memory
 * by neighbouring invocations from neighbouring addresses, so that each value is loaded once for a whole tile instead of once for
 * a few sums. A and B need not exist: whoever asks for a product says how a vector of them is loaded, which makes convolutions
 * and their gradients products, too. Sums run over the depth in order: the same bits at every run.
 */

/** Depth of the slices in workgroup memory. */
const DEPTH = 16;
/** Two words behind each row of a slice that is turned: neighbouring lanes then write to different banks. */
const PADDING = 2;

/** Most rows and columns of a tile: multiples of 16. */
export interface ProductTile {
  readonly rows: number;
  readonly columns: number;
}

/** How four values that lie side by side in memory are loaded. */
export interface Operand {
  /** What they are neighbours in: the sum's index `k`, or the row (of A) or column (of B), `own`. */
  readonly along: "depth" | "own";
  /** WGSL, once per invocation and slot: what follows from `own` alone. Names that it declares end in `_${slot}`. */
  readonly prepare: (slot: string) => readonly string[];
  /** WGSL: sets `value` to the vector at `k` where there is one; zero stays otherwise. `k < kTo` holds, and `own` is in range. */
  readonly load: (slot: string) => readonly string[];
}

export interface ProductOptions {
  readonly family: string;
  readonly bindings: readonly Binding[];
  readonly rows: number;
  /** A multiple of four. */
  readonly columns: number;
  readonly tile: ProductTile;
  /** Independent products in one dispatch, numbered by `part`: parts of the sum, or classes of rows. */
  readonly parts: number;
  /** WGSL: declares `kFrom` and `kTo`, multiples of four, the same for a whole workgroup. */
  readonly depth: readonly string[];
  readonly a: Operand;
  readonly b: Operand;
  /** WGSL: stores vector `sum` of row `m` and columns from 4 × `column`; both are in range. */
  readonly store: readonly string[];
  readonly work: number;
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** The tile that a product gets: no wider than needed, and higher where it is narrow, so that its workgroups are full. */
export function fitTile({ rows, columns }: ProductTile, wanted: number): ProductTile {
  const narrow = Math.min(columns, 16 * 2 ** Math.ceil(Math.log2(Math.max(1, wanted / 16))));
  return { rows: narrow < 32 ? Math.max(rows, 64) : rows, columns: narrow };
}

/** Workgroups of one part. */
export function tilesOf(rows: number, columns: number, given: ProductTile): number {
  const tile = fitTile(given, columns);
  return Math.ceil(rows / tile.rows) * Math.ceil(columns / tile.columns);
}

export function product(options: ProductOptions): Kernel {
  const { family, bindings, rows, columns, parts, depth, a, b, store, work } = options;
  const tile = fitTile(options.tile, columns);
  const lanes = (tile.rows * tile.columns) / 16;
  const across = tile.columns / 4;
  const [x, z] = overTwoAxes(Math.ceil(rows / tile.rows));
  const slices = [slice("a", a, tile.rows, rows, lanes), slice("b", b, tile.columns, columns, lanes)];
  return kernel({
    family,
    bindings,
    workgroupSize: [lanes, 1, 1],
    workgroups: [x, Math.ceil(columns / tile.columns), z * parts],
    inWorkgroups: true,
    prelude: slices.map(({ memory }) => memory).join(""),
    body: [
      parts === 1 && z === 1 ? "" : `  let part = group.z / ${z}u;`,
      `  let a_first = (group.x${z === 1 ? "" : ` + (group.z % ${z}u) * ${x}u`}) * ${tile.rows}u;`,
      `  let b_first = group.y * ${tile.columns}u;`,
      ...depth,
      ...slices.flatMap(({ prepare }) => prepare),
      ...range(4).map((row) => `  var sum${row} = vec4f();`),
      `  let row = lane / ${across}u * 4u;`,
      `  let across = lane % ${across}u;`,
      `  for (var k0 = kFrom; k0 < kTo; k0 += ${DEPTH}u) {`,
      ...slices.flatMap(({ load }) => load),
      // The slices before these have been used by everyone.
      "    workgroupBarrier();",
      ...slices.flatMap(({ put }) => put),
      "    workgroupBarrier();",
      `    for (var k = 0u; k < ${DEPTH}u; k++) {`,
      ...rowsOfA(a, tile.rows),
      `      let b_values = ${vectorOfB(b, tile.columns)};`,
      ...range(4).map((each) => `      sum${each} += a${each} * b_values;`),
      "    }",
      "  }",
      `  let column = b_first / 4u + across;`,
      `  if (column >= ${columns / 4}u) { return; }`,
      ...range(4).flatMap((each) => [
        "  {",
        `    let m = a_first + row + ${each}u;`,
        `    let sum = sum${each};`,
        `    if (m < ${rows}u) {`,
        ...store,
        "    }",
        "  }",
      ]),
    ].join("\n"),
    work,
  });
}

interface Slice {
  readonly memory: string;
  readonly prepare: readonly string[];
  readonly load: readonly string[];
  readonly put: readonly string[];
}

/** One operand's way into workgroup memory. @param size of the tile, @param all of the matrix, along `own`. */
function slice(name: string, { along, prepare, load }: Operand, size: number, all: number, lanes: number): Slice {
  const slots = range((size * DEPTH) / 4 / lanes).map((slot) => ({ id: `${name}${slot}`, from: slot * lanes }));
  const deep = along === "depth";
  const across = deep ? DEPTH / 4 : size / 4;
  const stride = size + PADDING;
  return {
    memory: deep
      ? `var<workgroup> ${name}_slice: array<f32, ${DEPTH * stride}>;\n`
      : `var<workgroup> ${name}_slice: array<vec4f, ${(DEPTH * size) / 4}>;\n`,
    prepare: slots.flatMap(({ id, from }) => [
      `  let first_${id} = (lane + ${from}u) % ${across}u * 4u;`,
      `  let second_${id} = (lane + ${from}u) / ${across}u;`,
      `  let own_${id} = ${name}_first + ${deep ? "second" : "first"}_${id};`,
      ...prepare(id),
    ]),
    load: slots.flatMap(({ id }) => [
      `    var value_${id} = vec4f();`,
      "    {",
      `      let k = k0 + ${deep ? "first" : "second"}_${id};`,
      `      if (k < kTo && own_${id} < ${all}u) {`,
      ...load(id),
      "      }",
      "    }",
    ]),
    put: slots.flatMap(({ id }) =>
      deep
        ? range(4).map(
            (each) =>
              `    ${name}_slice[(first_${id} + ${each}u) * ${stride}u + second_${id}] = value_${id}.${"xyzw".charAt(each)};`,
          )
        : [`    ${name}_slice[second_${id} * ${size / 4}u + first_${id} / 4u] = value_${id};`],
    ),
  };
}

function rowsOfA({ along }: Operand, size: number): readonly string[] {
  if (along === "depth")
    return range(4).map((each) => `      let a${each} = a_slice[k * ${size + PADDING}u + row + ${each}u];`);
  return [
    `      let a_values = a_slice[k * ${size / 4}u + row / 4u];`,
    ...range(4).map((each) => `      let a${each} = a_values.${"xyzw".charAt(each)};`),
  ];
}

function vectorOfB({ along }: Operand, size: number): string {
  if (along === "own") return `b_slice[k * ${size / 4}u + across]`;
  const at = (each: number): string => `b_slice[k * ${size + PADDING}u + across * 4u + ${each}u]`;
  return `vec4f(${range(4).map(at).join(", ")})`;
}
