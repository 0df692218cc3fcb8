import { readFileSync } from "node:fs";

/** What the user gave cannot be used; the message says why and is told without a stack. */
export class InputError extends Error {
  readonly code = "input";
}

const REASONS: { readonly [code: string]: string } = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EISDIR: "is a folder; a file is expected",
  ENAMETOOLONG: "cannot be a file: its name is too long",
  EACCES: "cannot be opened: permission denied",
  EPERM: "cannot be opened: permission denied",
  EROFS: "cannot be written: the disk is read-only",
  ENOSPC: "cannot be written: the disk is full",
};

/**
 * A file that the user named.
 * @throws what `inputFault` words: Node names no path where a folder is read.
 */
export function readGiven(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
}

/** What is wrong with a file or an argument, in words; undefined for faults of the program. */
export function inputFault(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  const { code, path } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const reason = code === undefined ? undefined : REASONS[code];
  return reason === undefined ? undefined : `${path ?? "a file"} ${reason}`;
}
