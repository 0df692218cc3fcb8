import type { LibraryEntry } from "../../record/libraryEntrySchema";
import { count } from "./format";

/** On which images the accuracies of a row were measured; loaded with the library. */
const measuredOn: { readonly [what in NonNullable<LibraryEntry["measured"]>]: (step: number) => string } = {
  test: () => "whole test set",
  watchedTest: (step) => `on watched test images, by step ${count(step)}`,
  watchedValidation: (step) => `on validation images, by step ${count(step)}`,
};

/** Main accuracies of a run that ended early, and which images they are of; of a run that was measured to its end which ones. */
export function measuredText({ measured, step }: LibraryEntry, accuracies: string | undefined): string {
  if (measured === undefined) return "";
  const on = measuredOn[measured](step);
  return accuracies === undefined ? on : `${accuracies} ${on}`;
}
