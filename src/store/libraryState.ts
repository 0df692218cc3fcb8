import type { StorageUse } from "../client/library";
import type { GivenWeights, ListedWeights } from "../client/weightsShelf";
import type { ClientUpdate } from "../client/trainingClient";
import type { Teachers } from "../protocol/command";
import type { MendedLink } from "../experiment/link/mendLink";
import type { StoredFault } from "../experiment/storedExperiment";
import type { Fault, Reason, TrainEvent } from "../protocol/event";
import type { Ghost } from "../record/ghost";
import type { LibraryEntry } from "../record/libraryEntrySchema";
import type { RunFileFault } from "../record/runFileError";
import type { RunRecord } from "../record/runRecord";

/** What was done with files or storage, for the page to word. */
export type LibraryNote =
  | { readonly kind: "imported"; readonly count: number; readonly known: number; readonly repeated: number }
  /** Nothing of the file was taken in: for itself, or for the storage. */
  | { readonly kind: "badFile"; readonly why: RunFileFault }
  | { readonly kind: "notStored"; readonly why: Fault }
  /** The browser could not read the file: it is gone, or too large. */
  | { readonly kind: "notRead"; readonly name: string; readonly why: Fault }
  | {
      readonly kind: "notExported";
      readonly runs: readonly { readonly number: number; readonly why: Fault }[];
    }
  | { readonly kind: "unreadable"; readonly number: number; readonly why: Fault | StoredFault }
  | { readonly kind: "inUse" }
  /** Arms were to be taken from a link that is none. */
  | { readonly kind: "badLink" }
  /** Arms were added; shared settings in which they were trained differently. */
  | {
      readonly kind: "armsAdded";
      readonly count: number;
      readonly left: number;
      readonly differs: readonly string[];
      /** What was put right about the link that they came with. */
      readonly mended?: MendedLink;
    };

/** Runs that outlive the visit. */
export interface LibrarySlice {
  /** Every kept run, newest first; those of this visit included. */
  readonly library: readonly LibraryEntry[];
  /** Whether there is a library at all: an embedded page has none. */
  readonly keepsRuns: boolean;
  /** Why runs live only as long as the page; undefined while they are kept. */
  readonly libraryFault: Reason | undefined;
  /** The run that broke off and may be continued; offered once. */
  readonly offered: LibraryEntry | undefined;
  /** The run that was deleted last, as long as that can be undone. */
  readonly deleted: LibraryEntry | undefined;
  readonly ghost: Ghost | undefined;
  readonly storage: StorageUse | undefined;
  /** Whether the browser keeps runs until they are deleted; undefined until it was asked. */
  readonly lasts: boolean | undefined;
  readonly libraryNote: LibraryNote | undefined;

  loadLibrary(): Promise<void>;
  /** Storage that failed one run may take the next: it was full, or was cleared. */
  keepAgain(): void;
  /** Names a run that is about to start. */
  newRunId(): string;
  /** Brings a run's entry up to its record. */
  noteRun(record: RunRecord): void;
  noteKept(update: Extract<ClientUpdate, { type: "kept" | "not-kept" }>): void;
  /** Remembers events that the worker cannot keep. */
  noteEvents(events: readonly TrainEvent[]): void;
  editRun(id: string, change: Partial<Pick<LibraryEntry, "name" | "note" | "starred">>): void;
  deleteRun(id: string): Promise<void>;
  undoDelete(): Promise<void>;
  /** Weights that came in files, as far as they have been looked for. */
  readonly weightFiles: readonly ListedWeights[];
  /** Looks which there are. */
  loadWeightFiles(): Promise<void>;
  /** Takes weights from a file. They last as long as the page where the browser keeps nothing, which is told. */
  giveWeights(weights: GivenWeights): Promise<void>;
  /** Forgets what came in a file. */
  forgetWeights(key: string): Promise<void>;
  /**
   * The weights of finished runs and of files by their key; those that are not there are left out.
   * @throws FaultError when they are there and cannot be read.
   */
  readTeachers(keys: readonly string[]): Promise<Teachers>;
  /** Goes on with a run that broke off, from its last snapshot, on the engine that it ran on. */
  continueRun(id: string): Promise<void>;
  /**
   * Shows the newest run of the experiment on the page, if it ended here and nothing is on display.
   * @returns whether there is any run of this experiment, shown or to be continued.
   */
  showLastRun(): Promise<boolean>;
  dismissOffered(): void;
  /** The record of a kept run, folded from its events; undefined, and a note, when it cannot be read. */
  readRun(id: string): Promise<RunRecord | undefined>;
  /** Draws a run's curves behind those on display; undefined takes them away. */
  showGhost(id: string | undefined): Promise<void>;
  /** Adds the arms of another link to the experiment on the page, and says which shared settings differ there. */
  addArmsOf(link: string): void;
  /** A file of some runs, or of all. */
  exportRuns(ids: readonly string[]): Promise<Blob | undefined>;
  importRuns(bytes: Uint8Array): Promise<void>;
  /** The same of a file as a visitor chooses it. */
  importFile(file: Pick<File, "name" | "arrayBuffer">): Promise<void>;
  measureStorage(): Promise<void>;
  dismissLibraryNote(): void;
}
