import type { PixelRooms } from "../pixelRooms";
import type { ImageDecoder } from "./imageDecoder";
import type { ReadImages } from "./manifest";
import type { SourceFile } from "./sourceFile";

/** Called with images read so far and their total, as far as it is known. */
export type OnRead = (done: number, total: number) => void;

/** How images of various sizes become one size. */
export type Fit = "fit" | "fill" | "stretch";

/** What a reader is given besides the files. */
export interface ReadContext {
  readonly onProgress: OnRead;
  /** Its reason is thrown at the next pause after an abort. */
  readonly signal: AbortSignal;
  readonly decode: ImageDecoder;
  /** Where the pixels go. */
  readonly rooms: PixelRooms;
  /** Pixels of a side; undefined keeps images that all have one size as they are. */
  readonly size: number | undefined;
  readonly fit: Fit;
  /** Takes note of what was left out or done for want of better. */
  readonly note: (note: ReadNote) => void;
}

/** Something that whoever gave the files should know; told in `ui/words/datasetWords.ts`. */
export type ReadNote =
  | { readonly code: "unreadable"; readonly count: number; readonly files: readonly string[] }
  | { readonly code: "resized"; readonly count: number; readonly width: number; readonly height: number }
  /** There was no test split: every so manieth training image of each class became one. */
  | { readonly code: "splitOff"; readonly every: number; readonly images: number }
  /** Images that are neither trained on nor tested. */
  | { readonly code: "leftOut"; readonly split: string; readonly images: number }
  | { readonly code: "ignored"; readonly count: number; readonly files: readonly string[] }
  /** Files of one name, such as those of an archive and of what it was unpacked to: one of each was read. */
  | { readonly code: "twice"; readonly count: number; readonly files: readonly string[] }
  | { readonly code: "duplicates"; readonly images: number }
  | { readonly code: "emptyClasses"; readonly count: number; readonly names: readonly string[] }
  | { readonly code: "uneven"; readonly least: number; readonly most: number };

/** One layout of files that images come in. */
export interface Reader {
  readonly kind: string;
  /** What people call it: `CIFAR, binary`. */
  readonly title: string;
  /** Whether these files, archives unpacked, have its layout: by their names and sizes, and their first bytes where needed. */
  recognises(files: readonly SourceFile[]): boolean;
  /** @throws DatasetError saying what is wrong and where. */
  read(files: readonly SourceFile[], context: ReadContext): Promise<ReadImages>;
}
