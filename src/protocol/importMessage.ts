import type { DatasetFault } from "../data/datasetError";
import type { KnownFile } from "../data/files/knownSets";
import type { Manifest } from "../data/files/manifest";
import type { Fit, ReadNote } from "../data/files/reader";

/** Page → the worker that reads files; asked once, and ended by ending the worker. */
export interface ImportRequest {
  readonly files: readonly { readonly path: string; readonly blob: Blob }[];
  /** Pixels of a side; undefined keeps images of one size as they are. */
  readonly size: number | undefined;
  readonly fit: Fit;
  /** Fetched first, and read in the place of files. */
  readonly download?: readonly KnownFile[];
  /** What an earlier attempt had of each of them. */
  readonly have?: readonly (Blob | undefined)[];
}

/** The worker → page. */
export type ImportMessage =
  | { readonly type: "progress"; readonly phase: "downloading"; readonly bytes: number; readonly total: number }
  | { readonly type: "progress"; readonly phase: "unpacking"; readonly bytes: number }
  | { readonly type: "progress"; readonly phase: "reading"; readonly done: number; readonly total: number }
  | { readonly type: "progress"; readonly phase: "keeping" }
  | { readonly type: "done"; readonly manifest: Manifest; readonly notes: readonly ReadNote[] }
  /** @param have what was had of files to download, for whoever tries again */
  | { readonly type: "refused"; readonly fault: DatasetFault; readonly have?: readonly (Blob | undefined)[] }
  /** A fault of the program or the machine. */
  | { readonly type: "failed"; readonly told: string };
