/*
 * The format of weights that PyTorch, JAX and many others read: eight bytes that say how long the header is, the header in JSON
 * (by name the type, the shape and where the values stand), then the values. Nothing in it can be run.
 */
import * as v from "valibot";
import { CodedError } from "../schema/codedError";

/** One tensor of a file. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

const LENGTH_BYTES = 8;

/** @param metadata texts about the whole. */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: { readonly [key: string]: string } = {},
): Uint8Array<ArrayBuffer> {
  let end = 0;
  const entries = tensors.map(({ name, shape, values }) => {
    const begin = end;
    end += values.byteLength;
    return [name, { dtype: "F32", shape, data_offsets: [begin, end] }] as const;
  });
  const text = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const encoded = new TextEncoder().encode(text);
  // Padded with spaces, so that the values begin at a multiple of eight.
  const length = Math.ceil(encoded.length / LENGTH_BYTES) * LENGTH_BYTES;
  const bytes = new Uint8Array(LENGTH_BYTES + length + end).fill(0x20, LENGTH_BYTES, LENGTH_BYTES + length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(length), true);
  bytes.set(encoded, LENGTH_BYTES);
  let at = LENGTH_BYTES + length;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/** Why a file of weights cannot be read. */
export type WeightsFault =
  | { readonly code: "pickled" }
  | { readonly code: "noSafetensors" }
  | { readonly code: "cutOff"; readonly bytes: number; readonly needs: number }
  | { readonly code: "type"; readonly tensor: string; readonly type: string }
  | { readonly code: "notFinite"; readonly tensor: string }
  | {
      readonly code: "otherNetwork";
      /** What the network has and the file has not, and the other way round. */
      readonly missing: readonly string[];
      readonly unknown: readonly string[];
      /** Of the same name, but of another shape. */
      readonly shapes: readonly { readonly name: string; readonly file: string; readonly network: string }[];
    };

/** A file of weights that is none, or another network's. */
export class WeightsError extends CodedError<WeightsFault> {
  override name = "WeightsError";
}

export interface WeightsFile {
  readonly metadata: { readonly [key: string]: string };
  readonly tensors: readonly NamedTensor[];
}

/** Larger headers are no network's. */
const MOST_HEADER = 2 ** 26;

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const header = v.record(
  v.string(),
  v.object({ dtype: v.string(), shape: v.array(whole), data_offsets: v.tuple([whole, whole]) }),
);

/**
 * Reads a file of weights. Nothing in it is run: files of pickles, as `torch.save` writes them, are refused.
 * @throws WeightsError saying what is wrong.
 */
export function readSafetensors(bytes: Uint8Array): WeightsFile {
  // A zip (torch.save) or a pickle by itself (older ones, and numpy's objects).
  if ((bytes[0] === 0x50 && bytes[1] === 0x4b) || bytes[0] === 0x80) {
    const isHeader = bytes[LENGTH_BYTES] === 0x7b;
    if (!isHeader) throw new WeightsError({ code: "pickled" });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length < LENGTH_BYTES ? Infinity : Number(view.getBigUint64(0, true));
  if (!(length <= MOST_HEADER) || bytes[LENGTH_BYTES] !== 0x7b) throw new WeightsError({ code: "noSafetensors" });
  const start = LENGTH_BYTES + length;
  if (bytes.length < start) throw new WeightsError({ code: "cutOff", bytes: bytes.length, needs: start });
  const { metadata, entries } = parsedHeader(bytes.subarray(LENGTH_BYTES, start));
  const needs = Object.values(entries).reduce((most, { data_offsets: [, end] }) => Math.max(most, start + end), start);
  if (bytes.length < needs) throw new WeightsError({ code: "cutOff", bytes: bytes.length, needs });
  return {
    metadata,
    tensors: Object.entries(entries).map(
      ([
        name,
        {
          dtype,
          shape,
          data_offsets: [from, to],
        },
      ]) => {
        const size = shape.reduce((product, extent) => product * extent, 1);
        const read = READERS[dtype];
        if (read === undefined) throw new WeightsError({ code: "type", tensor: name, type: dtype });
        if (to - from !== size * read.bytes) throw new WeightsError({ code: "noSafetensors" });
        const values = Float32Array.from({ length: size }, (_, index) =>
          read.at(view, start + from + index * read.bytes),
        );
        return { name, shape, values };
      },
    ),
  };
}

/** Types that become float32. */
const READERS: {
  readonly [type: string]: { readonly bytes: number; readonly at: (view: DataView, at: number) => number };
} = {
  F32: { bytes: 4, at: (view, at) => view.getFloat32(at, true) },
  F64: { bytes: 8, at: (view, at) => view.getFloat64(at, true) },
  // The upper half of a float32.
  BF16: { bytes: 2, at: (view, at) => float32Of(view.getUint16(at, true) << 16) },
  // PyTorch counts the batches of every batch norm in it.
  I64: { bytes: 8, at: (view, at) => Number(view.getBigInt64(at, true)) },
};

const scratch = new DataView(new ArrayBuffer(4));

function float32Of(bits: number): number {
  scratch.setInt32(0, bits);
  return scratch.getFloat32(0);
}

function parsedHeader(bytes: Uint8Array): {
  readonly metadata: WeightsFile["metadata"];
  readonly entries: v.InferOutput<typeof header>;
} {
  let found: unknown;
  try {
    found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new WeightsError({ code: "noSafetensors" });
  }
  const { __metadata__: metadata = {}, ...rest } = (found ?? {}) as { readonly [name: string]: unknown };
  const texts = v.safeParse(v.record(v.string(), v.string()), metadata);
  const entries = v.safeParse(header, rest);
  if (!texts.success || !entries.success) throw new WeightsError({ code: "noSafetensors" });
  return { metadata: texts.output, entries: entries.output };
}
