import { keyOfHash } from "../data/files/imagesKey";
import { isOver } from "../record/runRecord";
import { listImages } from "../storage/imageStore";
import type { LabStore } from "../store/labStore";

/**
 * Whoever opens a link that needs images which are not kept here is shown what is needed and how to get it: once for each set, and not
 * while something trains or another dialog stands open.
 */
export function askForImages(store: LabStore): void {
  const asked = new Set<string>();
  const look = async (): Promise<void> => {
    const { experiment } = store.getState();
    const wanted = experiment.dataset.kind === "files" ? experiment.dataset.hash : "";
    if (wanted === "" || asked.has(wanted)) return;
    asked.add(wanted);
    const kept = await listImages().catch(() => []);
    if (kept.some(({ manifest }) => keyOfHash(manifest.hash) === wanted)) return;
    const { record, dialog, experiment: now } = store.getState();
    // What is asked for may have been left meanwhile.
    if (now.dataset !== experiment.dataset || dialog !== undefined) return;
    if (record === undefined || isOver(record.phase)) store.getState().openDialog({ kind: "images" });
  };
  void look();
  store.subscribe(({ experiment }, before) => {
    if (experiment.dataset !== before.experiment.dataset) void look();
  });
}
