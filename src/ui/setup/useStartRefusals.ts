import { useMemo } from "react";
import { networksOf } from "../../experiment/networks";
import { startMisfit } from "../../graph/startTensors";
import { trainedNetworks } from "../../record/trainedNetworks";
import { weightSizesOf } from "../../record/weightSizes";
import { useLab } from "../common/labContext";
import { armDialogWords } from "../words/armDialogWords";

/** Why an arm cannot start from weights that are here, by their key; those from which it can are not among them. */
export function useStartRefusals(index: number): ReadonlyMap<string, string> {
  const graph = useLab((state) => networksOf(state.experiment).arms[index]?.graph);
  const library = useLab((state) => state.library);
  const files = useLab((state) => state.weightFiles);
  return useMemo(() => {
    if (graph === undefined) return new Map<string, string>();
    const entries = new Map(library.map((entry) => [entry.id, entry]));
    const ofRuns = trainedNetworks(library).map(({ key, run, arm }) => {
      const entry = entries.get(run);
      return { key, sizes: entry && weightSizesOf(entry)?.[arm] };
    });
    return new Map(
      [...files, ...ofRuns].flatMap(({ key, sizes }) => {
        const misfit = sizes && startMisfit(graph, sizes);
        return misfit === undefined ? [] : [[key, armDialogWords.start.misfits[misfit]] as const];
      }),
    );
  }, [graph, library, files]);
}
