/*
 * The format of weights that PyTorch, JAX and many others read: eight bytes that say how long the header is, the header in JSON
 * (by name the type, the shape and where the values stand), then the values. Nothing in it can be run.
 */

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
