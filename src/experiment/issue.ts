import type { BackboneCaution } from "../catalog/backbones/backbone";
import type { ShapeFault } from "../graph/shape";
import type { SiteFault } from "../graph/spec";
import type { Split } from "./validation";
import type { ConfigFault } from "../schema/expected";

/** Something about an experiment that its author should know; `blocking` means that it cannot be run as it is. */
export interface ConfigIssue {
  readonly path: string;
  /** What is wrong and what would be right; worded in `ui/words/issueWords.ts`. */
  readonly what: IssueFault;
  readonly blocking: boolean;
  /** Explains what the curves will look like: stays on the page as long as the experiment is set like this. */
  readonly lasting?: true;
  /** The value of the setting at `path` that puts it right, to be offered. */
  readonly right?: unknown;
}

/** Why something cannot be built. */
export type BuildFault = ConfigFault | ShapeFault | SiteFault;

export type IssueFault = BuildFault | RuleFault | BackboneCaution | LinkFault;

/** What breaks a rule that spans several settings. */
export type RuleFault =
  | { readonly code: "noImagesChosen" }
  | { readonly code: "largeBatch"; readonly batch: number; readonly images: number }
  | { readonly code: "allEvaluated"; readonly asked: number; readonly images: number; readonly split: Split }
  /** Identities to be found again are none that training knows. */
  | { readonly code: "noValidation" }
  | { readonly code: "lateCut"; readonly step: number; readonly budget: number }
  | { readonly code: "idleProjection" }
  | {
      readonly code: "starvedNorm";
      readonly place: NormPlace;
      readonly values: number;
      readonly rows: number;
      readonly map: string;
    }
  | { readonly code: "noArms" }
  | { readonly code: "tooManyArms"; readonly most: number }
  | { readonly code: "tooManyForks"; readonly most: number };

/** Where a batch norm stands; stages and blocks are numbered from 1. */
export type NormPlace =
  | { readonly kind: "stem" | "head" }
  | { readonly kind: "stage"; readonly stage: number }
  /** @param block none where the branch forks before the stages, at `site` */
  | { readonly kind: "branch"; readonly site: string }
  | { readonly kind: "branch"; readonly stage: number; readonly block: number };

/** What is wrong with a link as a whole. */
export type LinkFault =
  | UnusableLink
  | { readonly code: "wrongChecksum" }
  | { readonly code: "noChecksum" }
  | { readonly code: "resultsLeftOut" }
  | { readonly code: "moreProblems"; readonly count: number };

/** Why nothing of a link was used. */
export type UnusableLink =
  | { readonly code: "linkTooLong"; readonly characters: number; readonly most: number }
  | { readonly code: "noLink"; readonly version: string }
  | { readonly code: "newerLink"; readonly version: string }
  | { readonly code: "tooManySettings"; readonly count: number; readonly most: number };
