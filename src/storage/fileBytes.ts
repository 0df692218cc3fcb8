import { DatasetError } from "../data/datasetError";
import type { PixelSource } from "../data/pixels";

/** What Chromium takes and gives beyond the standard of synchronous handles; others overlook what they do not know. */
interface ReadOnlyFile {
  createSyncAccessHandle(options: { readonly mode: "read-only" }): Promise<Handle>;
}
type Handle = FileSystemSyncAccessHandle & { readonly mode?: string };

/** Of workers, in every browser. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}

/**
 * The bytes of a file of the origin private file system, none of which are read yet.
 *
 * A worker reads by a handle that only reads, of which there may be many, in as many tabs; while one is open nobody can write or remove
 * the file. Browsers that have none (they would shut out every other tab) read the file as a blob, some five times as slowly a piece
 * and with no claim on it. A page's own thread can only wait for bytes.
 */
export async function bytesOfFile(handle: FileSystemFileHandle): Promise<OpenFile> {
  const file = await handle.getFile();
  const open = await openToRead(handle);
  return {
    length: file.size,
    read: open === undefined ? readerOf(file) : (at, to) => readAt(open, at, to),
    fetch: (at, length) => fetched(file, at, length),
    close: () => open?.close(),
  };
}

export interface OpenFile extends PixelSource {
  /** Gives back what keeps others from writing the file; nothing can be read at once from then on. */
  close(): void;
}

function readAt(open: Handle, at: number, to: Uint8Array<ArrayBuffer>): void {
  if (open.read(to, { at }) !== to.length) throw gone(`${to.length} @${at}`);
}

function readerOf(file: File): PixelSource["read"] {
  if (typeof FileReaderSync === "undefined") {
    return () => {
      throw new Error("this thread cannot wait for a file; ask for its bytes by fetch");
    };
  }
  const reader = new FileReaderSync();
  return (at, to) => {
    try {
      to.set(new Uint8Array(reader.readAsArrayBuffer(file.slice(at, at + to.length))));
    } catch (error) {
      throw gone(String(error));
    }
  };
}

/** undefined where the browser has no such handle, or somebody writes the file at this moment. */
async function openToRead(handle: FileSystemFileHandle): Promise<Handle | undefined> {
  if (typeof handle.createSyncAccessHandle !== "function") return undefined;
  try {
    const open = await (handle as FileSystemFileHandle & ReadOnlyFile).createSyncAccessHandle({ mode: "read-only" });
    if (open.mode === "read-only") return open;
    open.close();
  } catch {
    // The other way needs no handle.
  }
  return undefined;
}

async function fetched(file: File, at: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const bytes = new Uint8Array(await file.slice(at, at + length).arrayBuffer());
    if (bytes.length === length) return bytes;
  } catch (error) {
    throw gone(String(error));
  }
  throw gone(`${length} @${at}`);
}

const gone = (told: string): DatasetError => new DatasetError({ code: "imagesGone", told });
