import type { ReactNode } from "react";
import { createSpeedBook } from "../../client/speeds";
import { labBench, type LabBench } from "../../store/testing/labBench";
import { LabContext, type Lab } from "../common/labContext";
import { createAnnouncer } from "../common/announcer";

export interface LabStage extends LabBench {
  readonly lab: Lab;
  /** Puts a part of the page into its context. */
  wrap(part: ReactNode): ReactNode;
}

/** A lab without worker and clock: the record is shown at once. */
export function labStage(): LabStage {
  const bench = labBench();
  const now = (callback: () => void): void => callback();
  const lab: Lab = {
    store: bench.store,
    speeds: createSpeedBook({ read: () => null, write: () => undefined }),
    announcer: createAnnouncer(bench.store, now),
  };
  return { ...bench, lab, wrap: (part) => <LabContext value={lab}>{part}</LabContext> };
}
