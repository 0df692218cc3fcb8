import { branchesOf } from "../experiment/networks";
import { readPreferences, writePreferences } from "../client/preferences";
import type { SliceCreator } from "./labState";
import { shownRecord } from "./recordingSlice";
import type { AgreementView, Comparison, ViewSlice } from "./viewState";

const VIEWS: readonly AgreementView[] = ["map", "lines", "dials", "noise"];
const COMPARISONS: readonly Comparison[] = ["overlay", "split", "difference"];
/** Beyond this a curve hardly moves. */
const MOST_SMOOTHING = 0.99;

export const createViewSlice: SliceCreator<ViewSlice> = (set, get) => ({
  ...readPreferences(),
  pairBranch: undefined,
  metric: "accuracy",
  agreementView: "map",
  agreementMeasure: "cosine",
  agreementPart: "ce",
  comparison: "overlay",
  chartAxis: "steps",
  smoothing: 0,
  logScale: false,
  accuracyTable: false,
  agreementTable: false,
  detailsTab: "hierarchy",
  conflictBelow: 0,
  phoneTab: "accuracy",
  compared: [0, 1],
  everyArm: false,
  soloArm: undefined,
  whatShips: false,
  scrubStep: undefined,
  dialog: undefined,
  lesson: undefined,
  sweepLeft: false,
  takeNewVersion: undefined,
  dismissedOffer: false,
  dismissedFallback: false,
  previewSite: undefined,

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
  cycleAgreement: () => get().showAgreement(after(VIEWS, get().agreementView)),
  showMeasure: (agreementMeasure) =>
    set({ agreementMeasure, ...(agreementMeasure === "cosine" ? {} : { agreementView: "lines" }) }),
  showPart: (agreementPart) => set({ agreementPart }),
  compareBy: (comparison) => set({ comparison }),
  cycleComparison: () => set({ comparison: after(COMPARISONS, get().comparison) }),
  showAxis: (chartAxis) => set({ chartAxis }),
  smoothBy: (weight) => set({ smoothing: Math.min(MOST_SMOOTHING, Math.max(0, weight)) }),
  toggleLogScale: () => set({ logScale: !get().logScale }),
  toggleTable(panel) {
    if (panel === "accuracy") set({ accuracyTable: !get().accuracyTable });
    else set({ agreementTable: !get().agreementTable });
  },
  showDetails: (detailsTab) => set({ detailsTab }),
  countConflictsBelow: (conflictBelow) => set({ conflictBelow }),
  showPhoneTab: (phoneTab) => set({ phoneTab }),
  compareArms: (first, second) => set({ compared: [first, second], soloArm: undefined }),
  solo(soloArm) {
    if (soloArm === undefined || soloArm < get().experiment.arms.length) set({ soloArm });
  },
  showEveryArm: (everyArm) => set({ everyArm, soloArm: undefined }),
  toggleWhatShips: () => set({ whatShips: !get().whatShips }),
  scrubTo(step) {
    const end = shownRecord(get())?.step ?? 0;
    set({ scrubStep: step === undefined || step >= end ? undefined : Math.max(0, Math.round(step)) });
  },
  openDialog: (dialog) => set({ dialog }),
  closeDialog: () => set({ dialog: undefined }),
  // On the wall a lesson is shown in the dialog.
  openLesson: (place) =>
    set(({ dialog, lesson }) => ({
      // What a link hides or locks, it hides and locks in all steps of its lesson.
      lesson: { ...(lesson?.id === place.id && lesson), ...place },
      dialog: dialog?.kind === "projector" ? dialog : undefined,
    })),
  leaveLesson: () => set({ lesson: undefined }),
  previewFork: (previewSite) => set({ previewSite }),
  noteSweepLeft: (sweepLeft) => set({ sweepLeft }),
  noteNewVersion: (takeNewVersion) => set({ takeNewVersion }),
  dismissOffer: () => set({ dismissedOffer: true }),
  dismissFallback: () => set({ dismissedFallback: true }),
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

function after<T>(all: readonly T[], current: T): T {
  return all[(all.indexOf(current) + 1) % all.length] ?? current;
}
