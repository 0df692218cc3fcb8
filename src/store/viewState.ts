import type { MetricKind } from "../catalog/metrics";
import type { Theme } from "../client/preferences";
import type { BranchId, SiteId } from "../graph/networkGraph";

export type AgreementView = "map" | "lines";
export type DetailsTab = "hierarchy" | "ranked" | "terms" | "cost" | "log";
export type PhoneTab = "accuracy" | "agreement" | DetailsTab;
export type OpenDialog =
  | { readonly kind: "share" | "help" | "settings" | "engine" | "setup" | "runs" | "library" }
  | { readonly kind: "methods" | "sweep" }
  /** The reference, open at an entry such as `methods/dhm`. */
  | { readonly kind: "reference"; readonly entry?: string }
  | { readonly kind: "arm"; readonly arm: number };

/** How the page shows what it knows. */
export interface ViewSlice {
  readonly theme: Theme;
  readonly shortcuts: boolean;
  /** The branch whose loss is compared with main's; undefined: the earliest. */
  readonly pairBranch: BranchId | undefined;
  readonly metric: MetricKind;
  readonly agreementView: AgreementView;
  readonly accuracyTable: boolean;
  readonly agreementTable: boolean;
  readonly detailsTab: DetailsTab;
  readonly phoneTab: PhoneTab;
  /** The two arms that verdict, diagram and charts show. */
  readonly compared: readonly [first: number, second: number];
  /** Only this arm is drawn; undefined: both compared ones. */
  readonly soloArm: number | undefined;
  readonly whatShips: boolean;
  /** The step on display; undefined follows the run. */
  readonly scrubStep: number | undefined;
  readonly dialog: OpenDialog | undefined;
  readonly dismissedOffer: boolean;
  readonly dismissedFallback: boolean;
  /** The site that is looked at. */
  readonly previewSite: SiteId | undefined;

  setTheme(theme: Theme): void;
  setShortcuts(on: boolean): void;
  comparePair(branch: BranchId): void;
  showMetric(metric: MetricKind): void;
  showAgreement(view: AgreementView): void;
  toggleTable(panel: "accuracy" | "agreement"): void;
  showDetails(tab: DetailsTab): void;
  showPhoneTab(tab: PhoneTab): void;
  compareArms(first: number, second: number): void;
  solo(arm: number | undefined): void;
  toggleWhatShips(): void;
  scrubTo(step: number | undefined): void;
  openDialog(dialog: OpenDialog): void;
  closeDialog(): void;
  dismissOffer(): void;
  dismissFallback(): void;
  previewFork(site: SiteId | undefined): void;
  /** After an edit: forgets choices that the new set-up does not have. */
  fitView(): void;
}
