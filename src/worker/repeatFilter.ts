import type { TrainEvent } from "../protocol/event";

/**
 * Tells measurements that have been told before. A run that goes on from a snapshot measures once more at the snapshot's
 * own step; told twice, a curve would hold two points there.
 * @param known events that the run starts with.
 * @returns whether an event repeats a measurement; remembers it otherwise.
 */
export function createRepeatFilter(known: readonly TrainEvent[]): (event: TrainEvent) => boolean {
  const told = new Map<string, number>();
  const isRepeated = (event: TrainEvent): boolean => {
    if (event.type === "restarted") {
      for (const [key, step] of told) if (step > event.step) told.delete(key);
      return false;
    }
    const key = keyOf(event);
    if (key === undefined) return false;
    if (told.has(key)) return true;
    told.set(key, event.step);
    return false;
  };
  for (const event of known) isRepeated(event);
  return isRepeated;
}

function keyOf(event: TrainEvent): string | undefined {
  switch (event.type) {
    case "evaluation":
      return `${event.step}/evaluation/${event.split ?? "test"}/${event.final}`;
    case "probe":
      return `${event.step}/probe/${event.kind}/${event.batch ?? ""}`;
    default:
      return undefined;
  }
}
