import { createStore } from "zustand/vanilla";
import type { LessonStep } from "../../lessons/lesson";
import { keptText } from "../../client/storage";

/** What a learner answered at a step: an option, or the values of a drawn curve. */
export interface Guess {
  readonly option?: string;
  readonly values?: readonly number[];
  /** Locked, so that the run may be looked at. */
  readonly locked: boolean;
  /** Trained without a guess. */
  readonly skipped?: boolean;
}

interface Progress {
  /** Numbers of the steps that are done, by lesson. */
  readonly done: { readonly [lesson: string]: readonly number[] };
  /** The step that the lab was last set up for. */
  readonly set: LessonStep | undefined;
  /** By `lesson/step`; as long as the page lives. */
  readonly guesses: { readonly [step: string]: Guess };
}

const kept = keptText("forklab.lessons");

/** Which steps were done, kept between visits where the browser lets us. */
export const progress = createStore<Progress>(() => ({ done: readDone(kept.read()), set: undefined, guesses: {} }));

/** Reads what an earlier visit wrote; anything else counts as nothing. */
export function readDone(text: string | null): Progress["done"] {
  try {
    const found: unknown = JSON.parse(text ?? "{}");
    if (typeof found !== "object" || found === null) return {};
    return Object.fromEntries(
      Object.entries(found).filter(
        (entry): entry is [string, number[]] =>
          Array.isArray(entry[1]) && entry[1].every((step) => Number.isInteger(step)),
      ),
    );
  } catch {
    return {};
  }
}

export function noteDone(lesson: string, step: number): void {
  const { done } = progress.getState();
  const steps = done[lesson] ?? [];
  if (steps.includes(step)) return;
  const next = { ...done, [lesson]: [...steps, step].toSorted((a, b) => a - b) };
  progress.setState({ done: next });
  kept.write(JSON.stringify(next));
}

export function noteGuess(lesson: string, step: number, guess: Guess): void {
  progress.setState({ guesses: { ...progress.getState().guesses, [`${lesson}/${step}`]: guess } });
}

/** Whether anything can be kept here at all. */
export function canKeep(): boolean {
  try {
    localStorage.setItem("forklab.lessons", localStorage.getItem("forklab.lessons") ?? "{}");
    return true;
  } catch {
    return false;
  }
}
