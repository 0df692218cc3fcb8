import { DatasetError } from "../datasetError";

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

const PER_BLOB = 1 << 25;

/**
 * Unpacks a gzip file piece by piece and counts: the file itself says only the remainder of its size, so nothing but the count
 * is believed.
 * @param most bytes that it may have.
 * @throws DatasetError when it is damaged, cut off or larger; the signal's reason when it is aborted.
 */
export async function gunzip(
  packed: Blob,
  file: string,
  most: number,
  { signal, onBytes }: { readonly signal?: AbortSignal; readonly onBytes?: (unpacked: number) => void } = {},
): Promise<Blob> {
  if (typeof DecompressionStream === "undefined") throw new DatasetError({ code: "noGunzip", file });
  const reader = packed.stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  // Blobs of so many bytes, which a browser may put on its disk, rather than pieces in this thread's memory.
  const blobs: Blob[] = [];
  let parts: Uint8Array<ArrayBuffer>[] = [];
  let [bytes, pending] = [0, 0];
  try {
    for (;;) {
      signal?.throwIfAborted();
      const { done, value } = await nextPart(reader, file);
      if (done || value === undefined) return new Blob([...blobs, ...parts]);
      bytes += value.length;
      if (bytes > most) throw new DatasetError({ code: "unpacksTooLarge", file, bytes, most });
      parts.push(value);
      pending += value.length;
      if (pending > PER_BLOB) {
        blobs.push(new Blob(parts));
        [parts, pending] = [[], 0];
      }
      onBytes?.(bytes);
    }
  } finally {
    // What is left of a stream that was given up is of no interest; a cancel that fails changes nothing.
    await reader.cancel().catch(() => undefined);
  }
}

async function nextPart(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  file: string,
): Promise<{ readonly done: boolean; readonly value?: Uint8Array<ArrayBuffer> | undefined }> {
  try {
    return await reader.read();
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError({ code: "damaged", file, form: "gzip", told }, { cause });
  }
}
