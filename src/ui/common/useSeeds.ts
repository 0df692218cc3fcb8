import { nextSeedOf, seedResults, type SeedResult } from "../../record/seeds/seedResults";
import { seedDifferences, seedStatement, type SeedStatement } from "../../record/seeds/seedStatement";
import { useLab } from "./labContext";

export interface Seeds {
  /** To be trained, in order. */
  readonly seeds: readonly number[];
  /** Finished, by rising seed; also those that are not in the series. */
  readonly results: readonly SeedResult[];
  /** The first of the series that is not finished. */
  readonly next: number | undefined;
  /** What the finished ones say of the compared arms. */
  readonly statement: SeedStatement;
}

/** The seeds of the experiment on the page and what they say. */
export function useSeeds(): Seeds {
  const experiment = useLab((state) => state.experiment);
  const library = useLab((state) => state.library);
  const seeds = useLab((state) => state.seeds);
  const [first, second] = useLab((state) => state.compared);
  const results = seedResults(experiment, library);
  const statement = seedStatement(seedDifferences(results, first, second));
  return { seeds, results, next: nextSeedOf(seeds, results), statement };
}
