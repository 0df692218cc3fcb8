import { encodeLink } from "../experiment/link/encode";
import { networksOf } from "../experiment/networks";
import { canContinue } from "../record/libraryEntry";
import { isOver } from "../record/runRecord";
import { startMisfits } from "../record/startMisfits";
import type { LabStore } from "../store/labStore";

/**
 * Whoever opens a link whose arm starts from weights that are not here, or are of a network that it is not, is shown the arm's settings, which say what is needed: once for
 * each of them, and not while another dialog stands open, nor where a run of the link stands on the page or can go on: its state holds
 * the weights.
 */
export function askForWeights(store: LabStore): void {
  const asked = new Set<string>();
  const look = async (): Promise<void> => {
    const { experiment, loadLibrary, loadWeightFiles } = store.getState();
    const wanted = networksOf(experiment).arms.flatMap((network, arm) => {
      const key = network?.startKey;
      return network === undefined || key === undefined || asked.has(key) ? [] : [{ arm, key, graph: network.graph }];
    });
    if (wanted.length === 0) return;
    for (const { key } of wanted) asked.add(key);
    await Promise.all([loadLibrary(), loadWeightFiles()]);
    const { record, dialog, experiment: now, library, weightFiles, openDialog } = store.getState();
    const missing = wanted.find(({ key, graph }) => {
      const here = startMisfits(graph, { library, weightFiles });
      return !here.has(key) || here.get(key) !== undefined;
    });
    if (missing === undefined || now.arms !== experiment.arms || dialog !== undefined) return;
    const link = encodeLink(now);
    const goesOn = library.some(
      (entry) => entry.link === link && entry.snapshotStep !== undefined && canContinue(entry),
    );
    const stands = record !== undefined && (record.step > 0 || !isOver(record.phase));
    if (goesOn || stands) asked.delete(missing.key);
    else openDialog({ kind: "arm", arm: missing.arm });
  };
  void look();
  store.subscribe(({ experiment }, before) => {
    if (experiment.arms !== before.experiment.arms) void look();
  });
}
