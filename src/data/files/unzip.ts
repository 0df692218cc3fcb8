import { unzipSync, type UnzipFileInfo, type Unzipped } from "fflate";
import { DatasetError } from "../datasetError";
import { safePath, isLitter } from "./safePath";
import { fileOfBytes, type SourceFile } from "./sourceFile";

/** Images hardly shrink, arrays of zeros do; what claims to have shrunk more than this was made to fill the memory. */
const MAX_SHRUNK = 200;
/** Below this nobody looks. */
const SMALL = 1_000_000;
const MAX_PARTS = 1_000_000;

export function isZip(head: Uint8Array): boolean {
  return head[0] === 0x50 && head[1] === 0x4b && (head[2] === 3 || head[2] === 5);
}

/**
 * Unpacks a zip file whole. What it says of its parts' sizes is added up before the memory for them is taken, and no part gets
 * more than it said.
 * @param most bytes of all parts together.
 * @throws DatasetError when it is damaged, too large, locked, or its paths lead out of it.
 */
export function unzip(zip: Uint8Array<ArrayBuffer>, archive: string, most: number): readonly SourceFile[] {
  let left = most;
  let parts = 0;
  let fault: DatasetError | undefined;
  const sizes = new Map<string, number>();
  const wanted = ({ name, size, originalSize, compression }: UnzipFileInfo): boolean => {
    if (fault !== undefined || name.endsWith("/") || isLitter(name)) return false;
    parts += 1;
    left -= originalSize;
    try {
      safePath(name, archive);
      if (parts > MAX_PARTS)
        throw new DatasetError({ code: "tooManyFiles", file: archive, count: parts, most: MAX_PARTS });
      if (originalSize > SMALL && originalSize > MAX_SHRUNK * size) {
        throw new DatasetError({
          code: "unpacksOddly",
          file: `${archive}/${name}`,
          bytes: size,
          unpacked: originalSize,
        });
      }
      if (left < 0) throw new DatasetError({ code: "unpacksTooLarge", file: archive, bytes: most - left, most });
      if (compression !== 0 && compression !== 8) {
        throw new DatasetError({
          code: "unsupported",
          file: `${archive}/${name}`,
          form: "zip",
          what: `${compression}`,
        });
      }
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      fault = error;
      return false;
    }
    sizes.set(name, originalSize);
    return true;
  };
  let unpacked: Unzipped;
  try {
    unpacked = unzipSync(zip, { filter: wanted });
  } catch (cause) {
    const told = cause instanceof Error ? cause.message : String(cause);
    throw new DatasetError({ code: "damaged", file: archive, form: "zip", told }, { cause });
  }
  if (fault !== undefined) throw fault;
  return Object.entries(unpacked).map(([name, bytes]) => {
    const declared = sizes.get(name) ?? 0;
    if (bytes.length !== declared) {
      throw new DatasetError({ code: "cutOff", file: `${archive}/${name}`, bytes: bytes.length, needs: declared });
    }
    return fileOfBytes(safePath(name, archive), bytes as Uint8Array<ArrayBuffer>);
  });
}
