import type { GlossaryEntry, GlossaryId } from "../words/glossary";

let known: { readonly [id in GlossaryId]: GlossaryEntry } | undefined;

/** What a word means, where its text has come. */
export const meaningOf = (id: GlossaryId): GlossaryEntry | undefined => known?.[id];

/** Fetches what words mean; does nothing where that fails, and tries again when it is asked again. */
export async function fetchMeanings(): Promise<void> {
  try {
    known ??= (await import("../words/glossary")).glossary;
  } catch {
    // A word without its explanation is still a word.
  }
}
