import { CodedError } from "../schema/codedError";

/** What readers of files call a whole: the sentence names it. */
export type FileForm =
  "idx" | "cifarBinary" | "cifarPython" | "npz" | "npy" | "parquet" | "zip" | "tar" | "gzip" | "csv";

/**
 * Why images cannot be had from files; told in `ui/words/datasetWords.ts`. `file` is the path as it was given, inside archives
 * as it stands there.
 */
export type DatasetFault =
  /** Of another form than its name or its place says. @param found the first bytes, or what else was seen */
  | { readonly code: "notOfForm"; readonly file: string; readonly form: FileForm; readonly found: string }
  | { readonly code: "cutOff"; readonly file: string; readonly bytes: number; readonly needs: number }
  /** More bytes than it says it has. */
  | { readonly code: "tooLong"; readonly file: string; readonly bytes: number; readonly needs: number }
  | { readonly code: "damaged"; readonly file: string; readonly form: FileForm; readonly told: string }
  | { readonly code: "noGunzip"; readonly file: string }
  /** A part of its form that this reader does not know. @param what as the file names it */
  | { readonly code: "unsupported"; readonly file: string; readonly form: FileForm; readonly what: string }
  | { readonly code: "pathTrick"; readonly file: string; readonly path: string }
  | { readonly code: "unpacksTooLarge"; readonly file: string; readonly bytes: number; readonly most: number }
  | { readonly code: "unpacksOddly"; readonly file: string; readonly bytes: number; readonly unpacked: number }
  | { readonly code: "tooManyFiles"; readonly file: string; readonly count: number; readonly most: number }
  | {
      readonly code: "labelOutOfRange";
      readonly file: string;
      readonly label: number;
      readonly classes: number;
      readonly image: number;
    }
  | { readonly code: "counts"; readonly file: string; readonly images: number; readonly labels: number }
  /** Images where labels should be, or the other way round. */
  | {
      readonly code: "shape";
      readonly file: string;
      readonly shape: readonly number[];
      readonly want: "images" | "labels";
    }
  /** Splits whose images have different sizes. */
  | {
      readonly code: "splitsDiffer";
      readonly file: string;
      readonly train: readonly number[];
      readonly test: readonly number[];
    }
  | { readonly code: "partMissing"; readonly file: string; readonly part: string }
  | { readonly code: "noFiles" }
  | { readonly code: "unknownFiles"; readonly files: readonly string[]; readonly count: number }
  | { readonly code: "noImages"; readonly file: string }
  | { readonly code: "oneClass"; readonly file: string; readonly name: string }
  | { readonly code: "tooFew"; readonly images: number; readonly least: number }
  | { readonly code: "tooManyClasses"; readonly classes: number; readonly most: number }
  | { readonly code: "noneReadable"; readonly file: string; readonly count: number; readonly told: string }
  | {
      readonly code: "imageTooLarge";
      readonly file: string;
      readonly width: number;
      readonly height: number;
      readonly most: number;
    }
  | { readonly code: "noDecoder"; readonly file: string; readonly format: string }
  | { readonly code: "notAnImage"; readonly file: string; readonly told: string }
  /** A column that is none of numbers, or has none. @param row from 1 on */
  | {
      readonly code: "cell";
      readonly file: string;
      readonly row: number;
      readonly column: string;
      readonly found: string;
    }
  /** Somebody who is asked for stands among those that training learns. */
  | { readonly code: "knownPerson"; readonly file: string; readonly person: number }
  | { readonly code: "notSquare"; readonly file: string; readonly pixels: number }
  /** What an experiment names is not kept here. */
  | {
      readonly code: "imagesMissing";
      readonly name: string;
      readonly images: number;
      readonly bytes: number;
    }
  /** Nothing came: the host lets no page of others read it, or there is no connection, which a page cannot tell apart. */
  | { readonly code: "downloadBlocked"; readonly url: string }
  | { readonly code: "downloadStatus"; readonly url: string; readonly status: number }
  | { readonly code: "downloadBroke"; readonly url: string; readonly bytes: number; readonly needs: number }
  | { readonly code: "checksum"; readonly url: string; readonly found: string; readonly wanted: string }
  | { readonly code: "nothingChosen" }
  /** The browser gives no more room. */
  | { readonly code: "noSpace"; readonly bytes: number; readonly left: number }
  /** Browsers keep files, and hash them, only for pages of https or this machine. */
  | { readonly code: "insecurePage" }
  /** The disk was full before the browser knew. */
  | { readonly code: "noRoom"; readonly bytes: number }
  | { readonly code: "notKept"; readonly told: string }
  /** The folder for temporary files, without a browser, has no room for pixels that are too many for memory. */
  | { readonly code: "noDisk"; readonly bytes: number; readonly left: number; readonly folder: string }
  /** This machine gives no memory of that size. */
  | { readonly code: "noMemory"; readonly bytes: number }
  /** A file that can only be read as a whole. */
  | { readonly code: "tooLargeAtOnce"; readonly file: string; readonly bytes: number; readonly most: number }
  /** The file that a large set's images are read from has been removed or changed meanwhile. */
  | { readonly code: "imagesGone"; readonly told: string }
  /** A run has that file open, in this tab or another. */
  | { readonly code: "imagesInUse" };

/** Images that cannot be had. Its message is for developers; what a person reads is made from `fault`. */
export class DatasetError extends CodedError<DatasetFault> {
  override name = "DatasetError";
}
