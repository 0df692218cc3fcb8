import { networksOf } from "../experiment/networks";
import { remember } from "../experiment/remember";
import { StoredError, storedExperiment } from "../experiment/storedExperiment";
import { sizesOf } from "../graph/startTensors";
import type { LibraryEntry } from "./libraryEntrySchema";

/** By arm how many values each of a run's weights has; undefined where its link can no longer be read. */
export const weightSizesOf = remember(
  (entry: LibraryEntry): readonly (ReadonlyMap<string, number> | undefined)[] | undefined => {
    try {
      const { arms } = networksOf(storedExperiment(entry.link));
      return arms.map((network) => network && sizesOf(network.graph));
    } catch (error) {
      if (error instanceof StoredError) return undefined;
      throw error;
    }
  },
);
