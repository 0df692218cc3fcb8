import { inSlices } from "../../client/inSlices";
import { createPageClient } from "../../client/pageClient";
import { keptText } from "../../client/storage";
import { SWEEP_UNDER_WAY } from "../../client/sweepRunName";
import { createSweepRuns } from "../../client/sweepRuns";
import { createSweepShelf } from "../../client/sweepShelf";
import { remember } from "../../experiment/remember";
import type { LabStore } from "../../store/labStore";
import { createSweepStore, type SweepStore } from "../../store/sweepStore";

/** The sweep that belongs to a lab: made when it is first looked at, and running on while the view is closed. */
export const sweepOf: (lab: LabStore) => SweepStore = remember((lab) =>
  createSweepStore({
    createClient: createPageClient,
    shelf: createSweepShelf(),
    weights: (keys) => lab.getState().readTeachers(keys),
    kept: keptText("forklab.sweep"),
    underWay: keptText(SWEEP_UNDER_WAY),
    runs: createSweepRuns(),
    now: () => performance.now(),
    inSlices,
  }),
);
