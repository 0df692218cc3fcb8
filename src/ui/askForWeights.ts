import { networksOf } from "../experiment/networks";
import { isOver } from "../record/runRecord";
import { trainedNetworks } from "../record/trainedNetworks";
import type { LabStore } from "../store/labStore";

/**
 * Whoever opens a link whose arm starts from weights that are not here is shown the arm's settings, which say what is needed: once for
 * each of them, and not while something trains or another dialog stands open.
 */
export function askForWeights(store: LabStore): void {
  const asked = new Set<string>();
  const look = async (): Promise<void> => {
    const { experiment, loadLibrary, loadWeightFiles } = store.getState();
    const wanted = networksOf(experiment).arms.flatMap((network, arm) => {
      const key = network?.startKey;
      return key === undefined || asked.has(key) ? [] : [{ arm, key }];
    });
    if (wanted.length === 0) return;
    for (const { key } of wanted) asked.add(key);
    await Promise.all([loadLibrary(), loadWeightFiles()]);
    const { record, dialog, experiment: now, library, weightFiles, openDialog } = store.getState();
    const here = new Set([...trainedNetworks(library), ...weightFiles].map(({ key }) => key));
    const missing = wanted.find(({ key }) => !here.has(key));
    if (missing === undefined || now.arms !== experiment.arms || dialog !== undefined) return;
    if (record === undefined || isOver(record.phase)) openDialog({ kind: "arm", arm: missing.arm });
  };
  void look();
  store.subscribe(({ experiment }, before) => {
    if (experiment.arms !== before.experiment.arms) void look();
  });
}
