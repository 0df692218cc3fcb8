import type { Mend } from "../experiment/mend";
import type { Claim } from "../experiment/link/claim";
import type { Arm, Experiment } from "../experiment/experiment";
import type { MendedLink } from "../experiment/link/mendLink";
import type { ConfigIssue, IssueFault } from "../experiment/issue";
import type { SiteId } from "../graph/networkGraph";
import type { FieldPath } from "./edits";
import type { SetUp } from "./setUp";

/** Why an edit was not taken: a rule that it would break, its arm is locked, or everything is held. */
export type EditRefusal = IssueFault | { readonly code: "armLocked"; readonly arm: number } | { readonly code: "held" };

/** The set-up being composed, and the way back. */
export interface ExperimentSlice extends SetUp {
  /** The preset that it is, unchanged. */
  readonly presetId: string | undefined;
  /** Nothing of it is edited, because a lesson's link says so; whole experiments are taken all the same. */
  readonly held: boolean;
  /** What undo brings back, the last one first to come. */
  readonly past: readonly SetUp[];
  /** What redo brings back, the first one first to come. */
  readonly future: readonly SetUp[];
  /** How often an experiment was taken as a whole: a preset, an earlier run. */
  readonly loads: number;
  /** What the last opened link brought that could not be used as it stood. */
  readonly linkIssues: readonly ConfigIssue[];
  /** What programs did to it on its way and was put right. */
  readonly linkMended: MendedLink | undefined;
  /** Pairs of the link that this version does not know; written back. */
  readonly linkExtras: readonly string[];
  /** Results that the link brought, until the experiment is changed. */
  readonly linkClaim: Claim | undefined;
  /** The same as they stood there. */
  readonly linkClaimTexts: readonly string[];

  /**
   * Settings of a locked arm stay; this holds for every edit of one arm.
   * @returns what is wrong, and then nothing was changed.
   */
  setField(path: FieldPath, value: unknown): EditRefusal | undefined;
  setKind(part: "dataset" | "backbone" | "optimizer", kind: string): void;
  setDataset(dataset: Experiment["dataset"]): void;
  setMethod(arm: number, kind: string): void;
  setBranchDesign(arm: number, choice: string): void;
  renameArm(arm: number, label: string): void;
  addArm(arm: Arm): void;
  duplicateArm(arm: number): void;
  removeArm(arm: number): void;
  lockArm(arm: number, locked: boolean): void;
  /** Places or removes branches of all arms at a site; locked ones stay. */
  forkAt(site: SiteId): void;
  /** Steps the weight of all branches at a site. */
  weighFork(site: SiteId, direction: 1 | -1): void;
  forkArmAt(arm: number, site: SiteId, on: boolean): void;
  loadPreset(id: string): void;
  loadExperiment(experiment: Experiment): void;
  newSeed(): void;
  /** Trains as many seeds, counted up from the first. */
  /** Puts a set-up right that cannot be run; a locked arm stays as it is. */
  applyMend(mend: Mend): void;
  setSeedCount(count: number): void;
  /** Turns to another seed of the series, which is no edit. */
  turnToSeed(seed: number): void;
  /** The control that was being edited is left: the next edit of the same setting is a step of its own. */
  settleEdit(): void;
  undo(): void;
  redo(): void;
  /** Takes an experiment from the hash of an address; never starts training. */
  openLink(hash: string): void;
  dismissLinkIssues(): void;
}
