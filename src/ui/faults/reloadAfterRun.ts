import type { LabState } from "../../store/labState";
import type { LabStore } from "../../store/labStore";
import { isOver } from "../../record/runRecord";

/** How long a run that has ended may take to write what is kept of it. */
const SETTLE_MS = 2000;

export function isUnderWay({ record }: Pick<LabState, "record">): boolean {
  return record !== undefined && !isOver(record.phase);
}

/** Reloads at once, or once nothing trains any more: after the last run of a series. */
export function reloadAfterRun(store: LabStore | undefined, reload: () => void): void {
  if (store === undefined || !isUnderWay(store.getState())) {
    reload();
    return;
  }
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe((state) => {
    clearTimeout(timer);
    if (!isUnderWay(state)) timer = setTimeout(reload, SETTLE_MS);
  });
}
