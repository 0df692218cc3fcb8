import type { Coded } from "./codedError";

/** What would have been accepted in place of a value; worded in `ui/words/expectedWords.ts`. */
export type Expected =
  | { readonly code: "number"; readonly whole: boolean; readonly min: number; readonly max: number }
  | { readonly code: "oneOf"; readonly names: readonly string[] }
  | { readonly code: "onOff" }
  | { readonly code: "weightsKey"; readonly digits: number }
  | { readonly code: "imagesKey"; readonly digits: number }
  | { readonly code: "shortName"; readonly most: number }
  | { readonly code: "wholeNumbers"; readonly most: number; readonly min: number; readonly max: number }
  /** Layers: so many for each block, and some more. */
  | {
      readonly code: "depth";
      readonly perBlock: number;
      readonly others: number;
      readonly nearest: readonly number[];
    }
  | { readonly code: "twoConvolutions" }
  | { readonly code: "shift"; readonly most: number; readonly side: number }
  // An experiment as a message or a file holds it.
  | { readonly code: "object" }
  | { readonly code: "list"; readonly most: number }
  | { readonly code: "shortText" }
  | { readonly code: "place" }
  // A link.
  | { readonly code: "once" }
  | { readonly code: "known" }
  | { readonly code: "nextArm"; readonly letter: string }
  | { readonly code: "printable"; readonly most: number }
  | { readonly code: "forks"; readonly most: number }
  | { readonly code: "forkText" }
  | { readonly code: "version" }
  | { readonly code: "hardware" }
  | { readonly code: "digest" }
  | { readonly code: "finals" }
  | { readonly code: "curves" }
  | { readonly code: "map" }
  // An arm's network and loss.
  | { readonly code: "teacher" }
  | { readonly code: "contrastBatch"; readonly most: number }
  | { readonly code: "inputFork" }
  | { readonly code: "otherView" }
  | { readonly code: "noGate" }
  | { readonly code: "projection" }
  // A sweep.
  | { readonly code: "part" }
  | { readonly code: "aMethod" }
  | { readonly code: "methods"; readonly most: number }
  | { readonly code: "seeds"; readonly most: number }
  | { readonly code: "rows"; readonly most: number }
  | { readonly code: "runs"; readonly most: number }
  | { readonly code: "sites"; readonly most: number }
  | { readonly code: "values"; readonly most: number }
  | { readonly code: "ownSetting" }
  | { readonly code: "varied" }
  | { readonly code: "seedList" };

/** What was found in place of what was expected. */
export type Found =
  | { readonly code: "nothing" }
  /** As it is shown: a text in quotes, shortened; a number; the kind of something odd. */
  | { readonly code: "shown"; readonly text: string }
  | { readonly code: "list"; readonly length: number }
  | { readonly code: "object" };

/** A value that cannot be used: where it stands, what was expected there, and what was found. */
export interface ConfigFault extends Coded {
  readonly code: "expected";
  /** As of the error. */
  readonly path: string;
  readonly expected: Expected;
  readonly got: Found;
}
