import { createContext, useContext, useDeferredValue } from "react";
import { useStore } from "zustand";
import type { LabActions, LabState } from "../../store/labState";
import type { LabStore } from "../../store/labStore";
import { shownRecord } from "../../store/recordingSlice";
import type { SpeedBook } from "../../client/speeds";
import type { Announcer } from "./announcer";
import { RECORDED_RUN } from "../../experiment/recordedRun";
import type { RunRecord } from "../../record/runRecord";

export interface Lab {
  readonly store: LabStore;
  readonly speeds: SpeedBook;
  readonly announcer: Announcer;
  /** It stands in a frame of somebody else's page. */
  readonly embedded?: boolean;
}

export const LabContext = createContext<Lab | null>(null);

export function useLabParts(): Lab {
  const lab = useContext(LabContext);
  if (lab === null) throw new Error("A part of the lab stands outside LabContext");
  return lab;
}

/** A narrow piece of the lab's state. */
export function useLab<T>(selector: (state: LabState) => T): T {
  return useStore(useLabParts().store, selector);
}

/** The actions; they never change. */
export function useActions(): LabActions {
  return useLabParts().store.getInitialState();
}

/** The run on display; new a few times a second, as the worker tells of it. */
export function useRecord(): RunRecord | undefined {
  return useLab(shownRecord);
}

/** The record that a part of the page draws, where that part waits for its turn; see `RecordTurn`. */
export const TurnedRecord = createContext<{ readonly record: RunRecord | undefined } | null>(null);

const nothing = (): undefined => undefined;

/** The same unless it is a recording, which says nothing of this machine. */
export function useOwnRecord(): RunRecord | undefined {
  const record = useRecord();
  return record?.run === RECORDED_RUN ? undefined : record;
}

/**
 * The same for charts and tables: React may draw it in slices, a little later, so that one batch of numbers does not
 * become one long task; inside a `RecordTurn` when it is that part's turn and it can be seen.
 */
export function useChartRecord(): RunRecord | undefined {
  const turned = useContext(TurnedRecord);
  const live = useLab(turned === null ? shownRecord : nothing);
  const deferred = useDeferredValue(live);
  return turned === null ? deferred : turned.record;
}
