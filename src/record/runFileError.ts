import type { StoredFault } from "../experiment/storedExperiment";
import type { Reason } from "../protocol/event";
import { CodedError } from "../schema/codedError";

/** Why a file could not be taken in; nothing of it was. */
export class RunFileError extends CodedError<RunFileFault> {
  override name = "RunFileError";
}

/** What is wrong with a file; runs are numbered from 1. */
export type RunFileFault =
  | { readonly code: "fileTooLarge"; readonly bytes: number; readonly most: number }
  /** The sizes in it are none that runs have. */
  | { readonly code: "unpacksOddly"; readonly name: string; readonly bytes: number; readonly unpacked: number }
  | { readonly code: "unpacksTooLarge"; readonly name: string; readonly unpacked: number }
  | { readonly code: "notRuns" }
  | { readonly code: "newerFile"; readonly version: number }
  | { readonly code: "fileDamaged" }
  | { readonly code: "runDamaged"; readonly number: number }
  | { readonly code: "runUnreadable"; readonly number: number; readonly why: Reason | StoredFault };
