import { useMemo } from "react";
import { networksOf } from "../../experiment/networks";
import { startMisfits } from "../../record/startMisfits";
import { useLab } from "../common/labContext";
import { armDialogWords } from "../words/armDialogWords";

/** Why an arm cannot start from weights that are here, by their key; those from which it can are not among them. */
export function useStartRefusals(index: number): ReadonlyMap<string, string> {
  const graph = useLab((state) => networksOf(state.experiment).arms[index]?.graph);
  const library = useLab((state) => state.library);
  const weightFiles = useLab((state) => state.weightFiles);
  return useMemo(() => {
    if (graph === undefined) return new Map<string, string>();
    return new Map(
      [...startMisfits(graph, { library, weightFiles })].flatMap(([key, misfit]) =>
        misfit === undefined ? [] : [[key, armDialogWords.start.misfits[misfit]] as const],
      ),
    );
  }, [graph, library, weightFiles]);
}
