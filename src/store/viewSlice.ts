import type { BranchId } from "../graph/networkGraph";
import { branchesOf } from "../runs/networks";
import { readPreferences, writePreferences, type Theme } from "../client/preferences";
import type { SliceCreator } from "./labState";

export type ClassifyMetric = "accuracy" | "nll";
export type AgreementView = "map" | "lines";
export type DetailsTab = "hierarchy" | "terms" | "cost" | "log";
export type PhoneTab = "accuracy" | "agreement" | DetailsTab;
export type OpenDialog =
  | { readonly kind: "share" | "help" | "settings" | "engine" | "setup" | "runs" }
  | { readonly kind: "arm"; readonly arm: number };

/** How the page shows what it knows. */
export interface ViewSlice {
  readonly theme: Theme;
  readonly shortcuts: boolean;
  /** The branch whose loss is compared with main's; undefined: the earliest. */
  readonly pairBranch: BranchId | undefined;
  readonly metric: ClassifyMetric;
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

  setTheme(theme: Theme): void;
  setShortcuts(on: boolean): void;
  comparePair(branch: BranchId): void;
  showMetric(metric: ClassifyMetric): void;
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
  /** After an edit: forgets choices that the new set-up does not have. */
  fitView(): void;
}

export const createViewSlice: SliceCreator<ViewSlice> = (set, get) => ({
  ...readPreferences(),
  pairBranch: undefined,
  metric: "accuracy",
  agreementView: "map",
  accuracyTable: false,
  agreementTable: false,
  detailsTab: "hierarchy",
  phoneTab: "accuracy",
  compared: [0, 1],
  soloArm: undefined,
  whatShips: false,
  scrubStep: undefined,
  dialog: undefined,
  dismissedOffer: false,

  setTheme(theme) {
    set({ theme });
    writePreferences({ theme, shortcuts: get().shortcuts });
  },
  setShortcuts(shortcuts) {
    set({ shortcuts });
    writePreferences({ theme: get().theme, shortcuts });
  },
  comparePair: (pairBranch) => set({ pairBranch }),
  showMetric: (metric) => set({ metric }),
  showAgreement: (agreementView) => set({ agreementView, agreementTable: false }),
  toggleTable(panel) {
    if (panel === "accuracy") set({ accuracyTable: !get().accuracyTable });
    else set({ agreementTable: !get().agreementTable });
  },
  showDetails: (detailsTab) => set({ detailsTab }),
  showPhoneTab: (phoneTab) => set({ phoneTab }),
  compareArms: (first, second) => set({ compared: [first, second], soloArm: undefined }),
  solo(soloArm) {
    if (soloArm === undefined || soloArm < get().experiment.arms.length) set({ soloArm });
  },
  toggleWhatShips: () => set({ whatShips: !get().whatShips }),
  scrubTo(step) {
    const end = get().record?.step ?? 0;
    set({ scrubStep: step === undefined || step >= end ? undefined : Math.max(0, Math.round(step)) });
  },
  openDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: undefined }),
  dismissOffer: () => set({ dismissedOffer: true }),
  fitView() {
    const { experiment, compared, pairBranch, soloArm } = get();
    const count = experiment.arms.length;
    const [first, second] = compared;
    const fits = first < count && second < count;
    const pairs = branchesOf(
      experiment,
      experiment.arms.map((_, index) => index),
    );
    set({
      compared: fits ? compared : [0, Math.min(1, count - 1)],
      pairBranch: pairBranch !== undefined && pairs.includes(pairBranch) ? pairBranch : undefined,
      soloArm: soloArm !== undefined && soloArm < count ? soloArm : undefined,
    });
  },
});
