/**
 * Fetches a file of a known set from its public host, piece by piece, and checks it.
 *
 * Hosts differ: some redirect, some send no part of a file, some break off, and many do not let pages of others read what they send,
 * which a page cannot tell from being offline. So a file is asked for by a plain request first; where it breaks off, the rest is
 * asked for by a range, and where that is not understood, all of it again. What was had when it failed is handed back, for whoever
 * tries again.
 */
import { DatasetError } from "../data/datasetError";
import type { KnownFile } from "../data/files/knownSets";

interface DownloadOptions {
  readonly signal?: AbortSignal;
  /** Called with the bytes of this file so far. */
  readonly onBytes?: (bytes: number) => void;
  /** What an earlier attempt had of it. */
  readonly have?: Blob | undefined;
  /** Called with what there is whenever a connection ends, whole or not. */
  readonly onHave?: (have: Blob) => void;
}

/** Requests for one file before it is given up. */
const ATTEMPTS = 3;

/**
 * @returns the whole file.
 * @throws DatasetError when it cannot be had, or is another file than it should be; the signal's reason when it is aborted.
 */
export async function download(file: KnownFile, options: DownloadOptions = {}): Promise<Blob> {
  let had = options.have ?? new Blob([]);
  let fault: DatasetError | undefined;
  for (let attempt = 0; attempt < ATTEMPTS && had.size < file.bytes; attempt += 1) {
    try {
      had = await onwards(file, had, options);
      fault = undefined;
      options.onHave?.(had);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      fault = error;
      // Nothing came at all: another request would fare no better, except a plain one after a range.
      if (had.size === 0) break;
      had = new Blob([]);
    }
  }
  if (fault !== undefined) throw fault;
  if (had.size !== file.bytes) {
    throw new DatasetError({ code: "downloadBroke", url: file.url, bytes: had.size, needs: file.bytes });
  }
  try {
    await check(file, had, options.signal);
  } catch (error) {
    // Whoever tries again shall not go on from it.
    options.onHave?.(new Blob([]));
    throw error;
  }
  return had;
}

/** @returns what there is after one more request, which may still be less than the whole. */
async function onwards(file: KnownFile, had: Blob, { signal, onBytes }: DownloadOptions): Promise<Blob> {
  const headers = had.size === 0 ? {} : { Range: `bytes=${had.size}-` };
  let response: Response;
  try {
    response = await fetch(file.url, { headers, credentials: "omit", ...(signal && { signal }) });
  } catch (cause) {
    signal?.throwIfAborted();
    throw new DatasetError({ code: "downloadBlocked", url: file.url }, { cause });
  }
  if (!response.ok || response.body === null) {
    throw new DatasetError({ code: "downloadStatus", url: file.url, status: response.status });
  }
  // A host that knows no ranges sends all of it again.
  const parts: BlobPart[] = response.status === 206 ? [had] : [];
  let bytes = response.status === 206 ? had.size : 0;
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      if (bytes > file.bytes) {
        throw new DatasetError({ code: "tooLong", file: file.url, bytes, needs: file.bytes });
      }
      parts.push(value);
      onBytes?.(bytes);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof DatasetError) throw error;
    // It broke off: what came is kept.
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return new Blob(parts);
}

async function check({ url, checksum }: KnownFile, blob: Blob, signal: AbortSignal | undefined): Promise<void> {
  const { sha256 } = await import("@noble/hashes/sha2.js");
  const { md5 } = await import("@noble/hashes/legacy.js");
  const hash = (checksum.kind === "sha256" ? sha256 : md5).create();
  const reader = (blob.stream() as ReadableStream<Uint8Array<ArrayBuffer>>).getReader();
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await reader.read();
    if (done) break;
    hash.update(value);
  }
  const found = Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (found !== checksum.hex) throw new DatasetError({ code: "checksum", url, found, wanted: checksum.hex });
}
