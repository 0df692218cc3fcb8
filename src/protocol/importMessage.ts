import type { DatasetFault } from "../data/datasetError";
import type { Manifest } from "../data/files/manifest";
import type { Fit, ReadNote } from "../data/files/reader";

/** Page → the worker that reads files; asked once, and ended by ending the worker. */
export interface ImportRequest {
  readonly files: readonly { readonly path: string; readonly blob: Blob }[];
  /** Pixels of a side; undefined keeps images of one size as they are. */
  readonly size: number | undefined;
  readonly fit: Fit;
}

/** The worker → page. */
export type ImportMessage =
  | { readonly type: "progress"; readonly phase: "unpacking"; readonly bytes: number }
  | { readonly type: "progress"; readonly phase: "reading"; readonly done: number; readonly total: number }
  | { readonly type: "progress"; readonly phase: "keeping" }
  | { readonly type: "done"; readonly manifest: Manifest; readonly notes: readonly ReadNote[] }
  | { readonly type: "refused"; readonly fault: DatasetFault }
  /** A fault of the program or the machine. */
  | { readonly type: "failed"; readonly told: string };
