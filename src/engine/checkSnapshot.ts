import type { NetworkGraph } from "../graph/networkGraph";
import { sizeOf, type Shape } from "../graph/shape";
import { FaultError } from "../protocol/faultError";
import type { Snapshot } from "./executor";

/** A snapshot that does not belong to the network that it is restored into. */
export class SnapshotError extends FaultError {
  readonly code = "snapshot";
}

/**
 * Checks that a snapshot holds every parameter, statistic and optimiser slot in the right size. Slots may all be absent
 * (a snapshot from before the first step), but not some of them.
 * @throws SnapshotError naming the first tensor that does not fit.
 */
export function checkSnapshot(
  snapshot: Snapshot,
  graph: NetworkGraph,
  slotNames: (parameter: string) => readonly string[],
): void {
  const check = (name: string, shape: Shape): void => {
    const values = snapshot.tensors.get(name);
    if (values === undefined) throw new SnapshotError({ code: "snapshotLacks", tensor: name });
    if (values.length !== sizeOf(shape)) {
      throw new SnapshotError({ code: "snapshotSize", tensor: name, holds: values.length, needs: sizeOf(shape) });
    }
  };
  for (const { name, shape } of [...graph.parameters, ...graph.statistics]) check(name, shape);
  const trained = graph.parameters.filter(({ frozen }) => frozen !== true);
  const slots = trained.flatMap(({ name, shape }) => slotNames(name).map((slot) => [slot, shape] as const));
  if (slots.some(([slot]) => snapshot.tensors.has(slot))) for (const [slot, shape] of slots) check(slot, shape);
}
