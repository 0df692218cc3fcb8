import { createPageClient } from "../../client/pageClient";
import { keptText } from "../../client/storage";
import { createSweepShelf } from "../../client/sweepShelf";
import { remember } from "../../runs/remember";
import type { LabStore } from "../../store/labStore";
import { createSweepStore, type SweepStore } from "../../store/sweepStore";

/** The sweep that belongs to a lab: made when it is first looked at, and running on while the view is closed. */
export const sweepOf: (lab: LabStore) => SweepStore = remember(() => {
  const store = createSweepStore({
    createClient: createPageClient,
    shelf: createSweepShelf(),
    kept: keptText("forklab.sweep"),
  });
  void store.getState().recall();
  return store;
});
