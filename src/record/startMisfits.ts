import type { NetworkGraph } from "../graph/networkGraph";
import { startMisfit, type StartMisfit } from "../graph/startTensors";
import type { LibraryEntry } from "./libraryEntrySchema";
import { trainedNetworks } from "./trainedNetworks";
import { weightSizesOf } from "./weightSizes";

/** Weights that are at hand: those of runs and those of files, each by the key that links name. */
export interface WeightsAtHand {
  readonly library: readonly LibraryEntry[];
  readonly weightFiles: readonly { readonly key: string; readonly sizes: ReadonlyMap<string, number> }[];
}

/** Why a network cannot start from weights that are at hand, by their key; undefined for those from which it can. */
export function startMisfits(
  graph: NetworkGraph,
  { library, weightFiles }: WeightsAtHand,
): ReadonlyMap<string, StartMisfit | undefined> {
  const entries = new Map(library.map((entry) => [entry.id, entry]));
  const ofRuns = trainedNetworks(library).map(({ key, run, arm }) => {
    const entry = entries.get(run);
    return { key, sizes: entry && weightSizesOf(entry)?.[arm] };
  });
  return new Map([...weightFiles, ...ofRuns].map(({ key, sizes }) => [key, sizes && startMisfit(graph, sizes)]));
}
