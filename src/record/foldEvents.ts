import type { TrainEvent } from "../protocol/event";
import type { Steps } from "../tasks/steps";
import { foldRun } from "./foldRun";
import type { RunRecord } from "./runRecord";

/** The record after many more events; may be left between any two. */
export function* foldEvents(start: RunRecord, events: Iterable<TrainEvent>): Steps<RunRecord> {
  let record = start;
  for (const event of events) {
    record = foldRun(record, event);
    yield;
  }
  return record;
}
