import { DatasetError } from "../datasetError";
import { safePath } from "./safePath";
import { fileOfBlob, type SourceFile } from "./sourceFile";

/*
 * A tar file is a list of parts, each a block of 512 bytes that names it and gives its size in octal, then its bytes, filled up
 * to whole blocks; two blocks of zeros end it. Only plain files count here: folders are implied by paths, long names of GNU tar
 * and of POSIX headers are followed, and whatever links, devices and sparse files say is passed over.
 */
const BLOCK = 512;
const MAX_PARTS = 1_000_000;
const MAX_NAME_BYTES = 1 << 16;

/** True for the first block of a tar file. */
export function isTar(head: Uint8Array): boolean {
  return head.length >= BLOCK && text(head, 257, 5) === "ustar";
}

/**
 * Lists the plain files of a tar file, as slices of it.
 * @throws DatasetError when it is cut off, its checksums are wrong or its paths lead out of it.
 */
export async function untar(tar: Blob, archive: string, signal?: AbortSignal): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  let longName: string | undefined;
  let at = 0;
  for (let parts = 0; at + BLOCK <= tar.size; parts += 1) {
    signal?.throwIfAborted();
    if (parts > MAX_PARTS)
      throw new DatasetError({ code: "tooManyFiles", file: archive, count: parts, most: MAX_PARTS });
    const header = await bytesOf(tar, at, BLOCK);
    if (header.every((byte) => byte === 0)) return files;
    checkHeader(header, archive, at);
    const size = octal(header, 124, 12);
    const type = text(header, 156, 1);
    const start = at + BLOCK;
    if (!(start + size <= tar.size)) {
      throw new DatasetError({ code: "cutOff", file: archive, bytes: tar.size, needs: start + size });
    }
    if (type === "L" || type === "x") {
      if (size > MAX_NAME_BYTES)
        throw new DatasetError({ code: "damaged", file: archive, form: "tar", told: `@${at}` });
      const bytes = await bytesOf(tar, start, size);
      longName = type === "L" ? text(bytes, 0, size) : (paxPath(bytes) ?? longName);
    } else {
      const prefix = text(header, 345, 155);
      const short = text(header, 0, 100);
      const path = longName ?? (prefix !== "" && isTar(header) ? `${prefix}/${short}` : short);
      longName = undefined;
      if (type === "0" || type === "") files.push(fileOfBlob(safePath(path, archive), tar.slice(start, start + size)));
    }
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  if (files.length === 0) throw new DatasetError({ code: "damaged", file: archive, form: "tar", told: "0" });
  // Some programs leave the blocks of zeros out; a part that is cut off has been found out above.
  return files;
}

/** The sum of a header's bytes, its own field read as spaces. */
function checkHeader(header: Uint8Array, archive: string, at: number): void {
  const sum = header.reduce((total, byte, index) => total + (index >= 148 && index < 156 ? 32 : byte), 0);
  if (sum !== octal(header, 148, 8)) {
    throw new DatasetError({ code: "damaged", file: archive, form: "tar", told: `checksum @${at}` });
  }
}

async function bytesOf(tar: Blob, at: number, length: number): Promise<Uint8Array> {
  return new Uint8Array(await tar.slice(at, at + length).arrayBuffer());
}

function text(bytes: Uint8Array, at: number, length: number): string {
  const part = bytes.subarray(at, at + length);
  const end = part.indexOf(0);
  return new TextDecoder().decode(end < 0 ? part : part.subarray(0, end));
}

/** NaN for what is no octal number, binary sizes beyond 8 GiB among them. */
function octal(bytes: Uint8Array, at: number, length: number): number {
  const digits = text(bytes, at, length).trim();
  return digits === "" ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

/** The path among the records `<length> path=<value>\n` of a POSIX header. */
function paxPath(bytes: Uint8Array): string | undefined {
  const records = new TextDecoder().decode(bytes).split("\n");
  const record = records.find((each) => /^\d+ path=/.test(each));
  return record?.replace(/^\d+ path=/, "");
}
