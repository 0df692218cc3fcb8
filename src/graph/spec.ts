import type { BlockSpec } from "./blocks/block";
import type { SkipBlock } from "./blocks/skipBlock";
import type { BranchId, SiteId } from "./networkGraph";
import { CodedError } from "../schema/codedError";
import type { Activation } from "./primitive";

/** A trunk as data. */
export interface BackboneSpec {
  readonly stem: readonly BlockSpec[];
  /** Each stage's blocks in order; the first may be strided. */
  readonly stages: readonly (readonly BlockSpec[])[];
  /** Batch norm and ReLU before every head: pre-activation families end in a raw sum. */
  readonly finalNorm: boolean;
  /** The trunk's own classifier where it is not global pooling and a linear layer. */
  readonly head?: { readonly design: string; readonly spec: HeadSpec };
  readonly skips?: readonly SkipSpec[];
  /** Sizes of the branches that this trunk was published with. */
  readonly published?: PublishedBranches;
  /** Where its authors' branches of a design fork, by the design's kind, if not where their method usually does. */
  readonly places?: { readonly [design: string]: readonly SiteId[] };
}

/**
 * A skip from the end of the stem into a later stage: added to that stage's input. A branch that forks at the end of the
 * stage before forks ahead of the sum, so that it does not depend on the skip.
 */
export interface SkipSpec extends SkipBlock {
  /** The stage that it joins, `s3`. */
  readonly into: string;
}

/** What the rule `published` of hierarchy-keeping branches reads; where a list is missing, the rule counts itself. */
export interface PublishedBranches {
  /** Width factor of the branch that owns only the last stage. */
  readonly lastWidth: number;
  /** Blocks for each remaining stage, by the number of remaining stages. */
  readonly blocks: { readonly [remaining: number]: readonly number[] };
}

/** What hangs off a fork: further blocks, then a head. */
export interface BranchSpec {
  /** Title of the design, for diagrams. */
  readonly design: string;
  /** Blocks by the stage whose place they take; branch nodes are named after it. */
  readonly stages: readonly { readonly stage: string; readonly blocks: readonly BlockSpec[] }[];
  readonly head: HeadSpec;
  /** Skips of a branch that starts at the input or after the stem, as the trunk's own. */
  readonly skips?: readonly SkipSpec[];
  /** Fork before the last activation of the site's block. */
  readonly tap: "output" | "beforeActivation";
}

/** What turns the last map of a branch into logits. */
export type HeadSpec =
  /** Global average pooling and a linear layer. */
  | { readonly kind: "pooledLinear" }
  /** A linear layer on every value of the map (DSN). */
  | { readonly kind: "flatLinear" }
  /** A 1×1 convolution with batch norm, global average pooling, a hidden layer unless it is 0, dropout, a linear layer. */
  | {
      readonly kind: "wideLinear";
      readonly filters: number;
      readonly hidden: number;
      readonly activation: Exclude<Activation, "none">;
      readonly dropout: number;
      /** Standard deviation of the linear layers' initial weights. */
      readonly deviation: number;
    }
  /** GoogLeNet's auxiliary classifier. */
  | { readonly kind: "auxiliary"; readonly channels: number; readonly hidden: number; readonly dropout: number }
  /** A pooled embedding of unit length, and a linear probe that reads it without teaching what lies before (CDS). */
  | { readonly kind: "projection" };

/** A branch at a place. */
export interface ForkSpec {
  readonly id: BranchId;
  readonly site: SiteId;
  readonly branch: BranchSpec;
  /** The trunk does not see this branch's gradient; the branch only watches. */
  readonly observer: boolean;
}

/** A place named in an experiment that the backbone does not have. */
export class SiteError extends CodedError<SiteFault> {
  override name = "SiteError";
  readonly code = "site";
  readonly site: string;

  constructor(site: string, fault: SiteFault) {
    super(fault);
    this.site = site;
  }
}

/** Stages and blocks are numbered from 1. */
export type SiteFault =
  | { readonly code: "noSite"; readonly site: string; readonly last: SiteId }
  | { readonly code: "noStage"; readonly stage: number; readonly last: number }
  | { readonly code: "noBlock"; readonly block: number; readonly stage: number; readonly last: number };

/** A site's place in the trunk: zero-based stage and block; −1 where there is none. */
export interface SitePlace {
  readonly stage: number;
  readonly block: number;
}

/**
 * Reads a site id against a backbone.
 * @throws SiteError saying which sites exist.
 */
export function placeOf(backbone: BackboneSpec, site: SiteId): SitePlace {
  if (site === "input") return { stage: -2, block: -1 };
  if (site === "stem") return { stage: -1, block: -1 };
  const match = /^s([1-9]\d{0,2})b([1-9]\d{0,3})$/.exec(site);
  const last = backbone.stages.length;
  const most = backbone.stages.at(-1)?.length ?? 0;
  if (match === null) throw new SiteError(site, { code: "noSite", site, last: `s${last}b${most}` });
  const stage = Number(match[1]) - 1;
  const block = Number(match[2]) - 1;
  const blocks = backbone.stages[stage];
  if (blocks === undefined) throw new SiteError(site, { code: "noStage", stage: stage + 1, last });
  if (block >= blocks.length) {
    throw new SiteError(site, { code: "noBlock", block: block + 1, stage: stage + 1, last: blocks.length });
  }
  return { stage, block };
}

/**
 * Branch ids for a list of fork sites: the site, then `site.2`, `site.3` for more branches at one site.
 */
export function branchIds(sites: readonly SiteId[]): readonly BranchId[] {
  const seen = new Map<SiteId, number>();
  return sites.map((site) => {
    const count = (seen.get(site) ?? 0) + 1;
    seen.set(site, count);
    return count === 1 ? site : `${site}.${count}`;
  });
}
