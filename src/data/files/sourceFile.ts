/** A file as somebody gave it, or as an archive holds it. Nothing is read until it is asked for. */
export interface SourceFile {
  /** With slashes, relative to what was given: `train/cat/1.png`. */
  readonly path: string;
  /** Bytes, unpacked. */
  readonly size: number;
  /** All of it. @throws DatasetError when an archive's part is damaged */
  read(): Promise<Uint8Array<ArrayBuffer>>;
  /** As it lies there; absent where it exists in memory only. */
  readonly blob?: Blob;
}

export function fileOfBlob(path: string, blob: Blob): SourceFile {
  return { path, blob, size: blob.size, read: async () => new Uint8Array(await blob.arrayBuffer()) };
}

export function fileOfBytes(path: string, bytes: Uint8Array<ArrayBuffer>): SourceFile {
  return { path, size: bytes.length, read: () => Promise.resolve(bytes) };
}

/** The last part of a path: `1.png`. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Folders of a path, outermost first: `["train", "cat"]`. */
export function foldersOf(path: string): readonly string[] {
  return path.split("/").slice(0, -1);
}
