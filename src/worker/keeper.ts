import type { RunFiles } from "../storage/runWriter";
import { storageReason } from "../storage/storageReason";
import { weightsHash } from "../storage/weightsHash";
import type { RunSnapshot, WorkerMessage } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { wireError } from "../protocol/wireError";

/** Keeps a run while it trains and tells the page what can be continued. Storage that fails ends the keeping, not the run. */
export interface Keeper {
  append(events: readonly TrainEvent[]): void;
  /** @param last the state that the run ends with. */
  save(snapshot: RunSnapshot, last: boolean): void;
  /** Ends the keeping after the last event, and tells the final weights' hashes. */
  close(): Promise<void>;
}

interface KeeperOptions {
  readonly run: string;
  readonly files: RunFiles;
  readonly post: (message: WorkerMessage) => void;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** Writing snapshots may take this share of the time at most; large networks are then kept less often. */
const SHARE = 0.1;

export function createKeeper({ run, files, post, now }: KeeperOptions): Keeper {
  let open = true;
  let restUntil = -Infinity;
  let ended: { readonly snapshot: RunSnapshot; readonly bytes: number } | undefined;
  const attempt = (write: () => void): void => {
    if (!open) return;
    try {
      write();
    } catch (error) {
      open = false;
      files.close();
      post({ type: "not-kept", run, error: { ...wireError(error), fault: storageReason(error) } });
    }
  };
  const tellWeights = async ({ snapshot, bytes }: NonNullable<typeof ended>): Promise<void> => {
    const weights = await Promise.all(snapshot.arms.map(({ tensors }) => weightsHash(tensors)));
    post({ type: "kept", run, step: snapshot.step, bytes, weights });
  };
  return {
    append: (events) => attempt(() => files.append(events)),
    save(snapshot, last) {
      const began = now();
      if (!last && began < restUntil) return;
      attempt(() => {
        const bytes = files.save(snapshot);
        post({ type: "kept", run, step: snapshot.step, bytes });
        restUntil = now() + (now() - began) * (1 / SHARE - 1);
        if (last) ended = { snapshot, bytes };
      });
    },
    async close() {
      if (open) files.close();
      open = false;
      if (ended !== undefined) await tellWeights(ended);
    },
  };
}
