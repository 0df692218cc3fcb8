import { STEPS_BACK } from "../experiment/cutRate";
import type { RunSnapshot } from "../protocol/command";

/** Steps between two snapshots at most: how far a run must be trained again to look at what happened. */
export const RING_EVERY = 50;
/** Snapshots closer together than this serve only until the next one. */
const SPACING = 25;
/** Older snapshots give way when all of them together take more. */
const MOST_BYTES = 256 * 2 ** 20;

/** The last few states of a run, in memory. */
export interface SnapshotRing {
  add(snapshot: RunSnapshot): void;
  /** The newest one at or before a step. */
  upTo(step: number): RunSnapshot | undefined;
}

/**
 * Keeps the newest snapshot, and as many of those before it as it takes to go back `STEPS_BACK` steps from anywhere
 * behind it, within `mostBytes`; large networks are kept once.
 */
export function createSnapshotRing(mostBytes = MOST_BYTES): SnapshotRing {
  let held: readonly RunSnapshot[] = [];
  return {
    add(snapshot) {
      const before = held.filter(({ step }) => step < snapshot.step);
      // The newest but one stays only if it is far enough from the one before it.
      const spaced = before.filter(
        ({ step }, index) => index === 0 || step - (before[index - 1]?.step ?? -SPACING) >= SPACING,
      );
      const wanted = spaced.findLastIndex(({ step }) => step <= snapshot.step - STEPS_BACK);
      held = [...spaced.slice(Math.max(0, wanted)), snapshot];
      while (held.length > 1 && held.reduce((sum, one) => sum + bytesOf(one), 0) > mostBytes) held = held.slice(1);
    },
    upTo: (step) => held.findLast((snapshot) => snapshot.step <= step),
  };
}

function bytesOf({ arms }: RunSnapshot): number {
  return arms.reduce(
    (sum, { tensors }) => sum + [...tensors.values()].reduce((bytes, { byteLength }) => bytes + byteLength, 0),
    0,
  );
}
