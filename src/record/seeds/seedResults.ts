import type { Experiment } from "../../experiment/experiment";
import { encodeLink } from "../../experiment/link/encode";
import { MAIN } from "../../graph/networkGraph";
import type { LibraryEntry } from "../libraryEntrySchema";

/** What a finished run says of its seed. */
export interface SeedResult {
  readonly seed: number;
  readonly run: string;
  /** `[arms]` main head on the whole test set: accuracy, or mAP where identities are looked for; null where it is none. */
  readonly values: readonly (number | null)[];
}

const known = new WeakMap<Experiment, { readonly library: readonly LibraryEntry[]; results: readonly SeedResult[] }>();

/**
 * Finished runs of an experiment under whatever seed, by rising seed: those whose link is its own but for the seed. Of
 * several runs of one seed the newest counts.
 * @param library newest first.
 */
export function seedResults(experiment: Experiment, library: readonly LibraryEntry[]): readonly SeedResult[] {
  const before = known.get(experiment);
  if (before?.library === library) return before.results;
  const results = found(experiment, library);
  known.set(experiment, { library, results });
  return results;
}

function found(experiment: Experiment, library: readonly LibraryEntry[]): readonly SeedResult[] {
  const links = new Map<number, string>();
  const linkOf = (seed: number): string => {
    const link = links.get(seed) ?? encodeLink({ ...experiment, seed });
    links.set(seed, link);
    return link;
  };
  const results = new Map<number, SeedResult>();
  for (const { id, seed, phase, link, budget, arms } of library) {
    if (phase !== "completed" || budget !== experiment.training.budget || results.has(seed)) continue;
    if (link !== linkOf(seed)) continue;
    const values = arms.map(({ accuracy }) => accuracy.find(([branch]) => branch === MAIN)?.[1] ?? null);
    results.set(seed, { seed, run: id, values });
  }
  return [...results.values()].sort((a, b) => a.seed - b.seed);
}

/** The first of some seeds that has no finished run; undefined when all have one. */
export function nextSeedOf(seeds: readonly number[], results: readonly SeedResult[]): number | undefined {
  return seeds.find((seed) => results.every((result) => result.seed !== seed));
}
