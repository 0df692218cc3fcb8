import { encodeLink } from "../../experiment/link/encode";
import type { Experiment } from "../../experiment/experiment";
import type { Deed, LessonStep, LessonView } from "../../lessons/lesson";
import type { LabStore } from "../../store/labStore";
import { progress } from "./progress";

/** Whether two experiments are the same, as links say it. */
export const same = (one: Experiment, other: Experiment): boolean =>
  one === other || encodeLink(one) === encodeLink(other);

/** Puts the lab into the state that a step needs; where it is there already, a run in progress goes on. */
export function setStep(store: LabStore, step: LessonStep): void {
  if (step.experiment !== undefined) showExperiment(store, step.experiment);
  show(store, step.view);
  lockArms(store, step.locked === true);
  progress.setState({ set: step });
}

/** The experiment, and the last run of it if there is one. */
function showExperiment(store: LabStore, experiment: Experiment): void {
  if (same(store.getState().experiment, experiment)) return;
  store.getState().loadExperiment(experiment);
  const here = store.getState().earlier.find((run) => run.phase === "completed" && same(run.experiment, experiment));
  void (here === undefined ? store.getState().showLastRun() : store.getState().openRun(here.run));
}

function show(store: LabStore, view: LessonView | undefined): void {
  if (view === undefined) return;
  store.setState({ ...view, agreementTable: false, accuracyTable: false, scrubStep: undefined, soloArm: undefined });
}

/** Locks all arms, or none; by the lab's own locks, which everybody may open. */
export function lockArms(store: LabStore, on: boolean): void {
  store.getState().experiment.arms.forEach((_, arm) => store.getState().lockArm(arm, on));
}

/** Whether what some words ask for stands in the lab. */
export function stands(deed: Deed, step: LessonStep, experiment: Experiment, view: LessonView): boolean {
  const asked = deed.experiment !== undefined && step.experiment !== undefined && deed.experiment(step.experiment);
  const looks = Object.entries(deed.view ?? {}).every(
    ([key, value]) => JSON.stringify(view[key as keyof LessonView]) === JSON.stringify(value),
  );
  return looks && (asked === false || same(asked, experiment));
}

/** Does what some words ask for, or takes it back. */
export function doOrUndo(store: LabStore, deed: Deed, step: LessonStep): void {
  const state = store.getState();
  const back = stands(deed, step, state.experiment, state);
  if (deed.experiment !== undefined && step.experiment !== undefined) {
    showExperiment(store, back ? step.experiment : deed.experiment(step.experiment));
  }
  if (deed.view !== undefined) show(store, back ? step.view : deed.view);
}
