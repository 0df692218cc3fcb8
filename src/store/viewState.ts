import type { MeasureKind } from "../catalog/measures";
import type { MetricKind } from "../catalog/metrics";
import type { Theme } from "../client/preferences";
import type { ProbePart } from "../graph/agreement";
import type { BranchId, SiteId } from "../graph/networkGraph";
import type { LessonPlace } from "./lessonLink";

export type AgreementView = "map" | "lines" | "dials" | "noise";
/** What the agreement's lines show; `fork`: gradients at the fork, image by image. */
export type AgreementMeasure = MeasureKind | "fork";
/** How two arms' curves stand to each other: in one panel, in one each, or subtracted. */
export type Comparison = "overlay" | "split" | "difference";
/** What runs along the charts. */
export type ChartAxis = "steps" | "time" | "work";
/** Every tab of the details, in the order of the page. */
export const DETAILS_TABS = [
  "hierarchy",
  "ranked",
  "terms",
  "cost",
  "data",
  "samples",
  "confusion",
  "conflicts",
  "placement",
  "gram",
  "features",
  "exits",
  "weights",
  "log",
] as const;
export type DetailsTab = (typeof DETAILS_TABS)[number];
export type PhoneTab = "accuracy" | "agreement" | DetailsTab;
/** What the form of an ablation is filled with, for who asks to try something. */
export interface SweepFill {
  readonly sites: readonly SiteId[];
  /** Names of methods. */
  readonly methods: readonly string[];
  readonly seeds: readonly number[];
}
export type OpenDialog =
  | { readonly kind: "share" | "help" | "settings" | "engine" | "setup" | "runs" | "library" }
  | { readonly kind: "methods" | "seeds" | "class" }
  /** For a lecture: on the wall, and on paper. */
  | { readonly kind: "projector" | "handout" }
  /** The ablation, opened with a link that is a sweep or with what was last looked at. */
  | { readonly kind: "sweep"; readonly link?: string; readonly fill?: SweepFill }
  /** The reference, open at an entry such as `methods/dhm`. */
  | { readonly kind: "reference"; readonly entry?: string }
  /** Images of one's own; with what was dropped on the page. */
  | { readonly kind: "images"; readonly dropped?: readonly FileSystemEntry[] }
  | { readonly kind: "arm"; readonly arm: number };

/** How the page shows what it knows. */
export interface ViewSlice {
  readonly theme: Theme;
  readonly shortcuts: boolean;
  /** The branch whose loss is compared with main's; undefined: the earliest. */
  readonly pairBranch: BranchId | undefined;
  readonly metric: MetricKind;
  readonly agreementView: AgreementView;
  readonly agreementMeasure: AgreementMeasure;
  readonly agreementPart: ProbePart;
  readonly comparison: Comparison;
  readonly chartAxis: ChartAxis;
  /** Weight of what came before in smoothed curves, 0 (none) to below 1. */
  readonly smoothing: number;
  /** Losses on a logarithmic scale. */
  readonly logScale: boolean;
  readonly accuracyTable: boolean;
  readonly agreementTable: boolean;
  readonly detailsTab: DetailsTab;
  /** Where to fork: cosines below it are conflicts. */
  readonly conflictBelow: number;
  readonly phoneTab: PhoneTab;
  /** The two arms that verdict, diagram and charts show. */
  readonly compared: readonly [first: number, second: number];
  /** Accuracies of every arm are charted, not of the compared ones alone. */
  readonly everyArm: boolean;
  /** Only this arm is drawn; undefined: both compared ones. */
  readonly soloArm: number | undefined;
  readonly whatShips: boolean;
  /** The step on display; undefined follows the run. */
  readonly scrubStep: number | undefined;
  readonly dialog: OpenDialog | undefined;
  /** The lesson that stands beside the lab. */
  readonly lesson: LessonPlace | undefined;
  /** A sweep was under way when the page was left. */
  readonly sweepLeft: boolean;
  /** Takes the newer version of this page that is there, and reloads it. */
  readonly takeNewVersion: (() => void) | undefined;
  readonly dismissedOffer: boolean;
  readonly dismissedFallback: boolean;
  /** The site that is looked at. */
  readonly previewSite: SiteId | undefined;

  setTheme(theme: Theme): void;
  setShortcuts(on: boolean): void;
  comparePair(branch: BranchId): void;
  showMetric(metric: MetricKind): void;
  showAgreement(view: AgreementView): void;
  /** Next of map, lines, dials and noise. */
  cycleAgreement(): void;
  /** Lines show every measure, map and dials the cosine alone. */
  showMeasure(measure: AgreementMeasure): void;
  showPart(part: ProbePart): void;
  compareBy(comparison: Comparison): void;
  /** Next of overlay, split and difference. */
  cycleComparison(): void;
  showAxis(axis: ChartAxis): void;
  smoothBy(weight: number): void;
  toggleLogScale(): void;
  toggleTable(panel: "accuracy" | "agreement"): void;
  showDetails(tab: DetailsTab): void;
  countConflictsBelow(cosine: number): void;
  showPhoneTab(tab: PhoneTab): void;
  compareArms(first: number, second: number): void;
  solo(arm: number | undefined): void;
  showEveryArm(on: boolean): void;
  toggleWhatShips(): void;
  scrubTo(step: number | undefined): void;
  openDialog(dialog: OpenDialog): void;
  closeDialog(): void;
  openLesson(place: LessonPlace): void;
  leaveLesson(): void;
  noteSweepLeft(left: boolean): void;
  /** @param take absent: the visitor stays with this version for now. */
  noteNewVersion(take: (() => void) | undefined): void;
  dismissOffer(): void;
  dismissFallback(): void;
  previewFork(site: SiteId | undefined): void;
  /** After an edit: forgets choices that the new set-up does not have. */
  fitView(): void;
}
