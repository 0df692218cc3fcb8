import { heldLocks, keptText } from "../client/storage";
import { SWEEP_LOCK, SWEEP_UNDER_WAY } from "../client/sweepRunName";
import type { LabStore } from "../store/labStore";

/** A sweep that nobody goes on with, here or in another tab, broke off when its page was left. */
export async function noteSweepLeft(store: LabStore): Promise<void> {
  if (!keptText(SWEEP_UNDER_WAY).read()) return;
  // A page that is being left gives its locks back a moment later.
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const held = await heldLocks().catch((): readonly string[] => []);
    if (!held.includes(SWEEP_LOCK)) {
      store.getState().noteSweepLeft(true);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
