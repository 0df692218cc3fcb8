import type { AdapterFacts } from "../../device";
import { linearKernel, read, write, type Kernel } from "../kernel";

/**
 * How sums over all rows of a `[rows, channels]` matrix are cut: each invocation sums one chunk of rows for one channel
 * (or four neighbours), a second kernel joins the chunks in order.
 */
export interface ColumnCut {
  readonly rows: number;
  readonly channels: number;
  /** Channels per invocation: 4 where they come in fours. */
  readonly vector: 1 | 4;
  readonly chunks: number;
  readonly rowsPerChunk: number;
}

/**
 * Invocations to aim for, and the most chunks: the second half joins them one after the other. A graphics card needs
 * many short sums to hide the time of its loads (estimated, not measured).
 */
const AIMS = {
  software: { invocations: 2048, chunks: 64 },
  gpu: { invocations: 16384, chunks: 256 },
} as const;

export function cutColumns(rows: number, channels: number, kind: AdapterFacts["kind"]): ColumnCut {
  const aim = AIMS[kind];
  const vector = channels % 4 === 0 ? 4 : 1;
  const wanted = Math.ceil((aim.invocations * vector) / channels);
  const chunks = Math.max(1, Math.min(aim.chunks, wanted, Math.ceil(rows / 8)));
  const rowsPerChunk = Math.ceil(rows / chunks);
  return { rows, channels, vector, chunks: Math.ceil(rows / rowsPerChunk), rowsPerChunk };
}

/** The element type of the cut matrix. */
export function columnType(cut: ColumnCut): "f32" | "vec4f" {
  return cut.vector === 4 ? "vec4f" : "f32";
}

/** Sums of every column per chunk of rows. Bindings: x `[rows, channels]`, parts `[chunks, channels]`. */
export function columnSums(cut: ColumnCut): Kernel {
  const { rows, channels, vector, chunks, rowsPerChunk } = cut;
  const type = columnType(cut);
  const columns = channels / vector;
  return linearKernel({
    family: "columnSums",
    bindings: [read("x", rows * columns, type), write("parts", chunks * columns, type)],
    count: chunks * columns,
    body: [
      `  let begin = (i / ${columns}u) * ${rowsPerChunk}u;`,
      `  let to = min(begin + ${rowsPerChunk}u, ${rows}u);`,
      `  var at = begin * ${columns}u + i % ${columns}u;`,
      `  var total = ${type}();`,
      `  for (var row = begin; row < to; row++) { total += x[at]; at += ${columns}u; }`,
      "  parts[i] = total;",
    ].join("\n"),
    work: rows * channels,
  });
}
