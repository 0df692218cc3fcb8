import type { Library } from "../../client/library";
import { listedWeights, type GivenWeights } from "../../client/weightsShelf";
import { decodeEvents } from "../../storage/eventLog";
import type { LibraryEntry } from "../../record/libraryEntrySchema";

/** A library on two maps instead of the browser's storage; `full` refuses to write. */
export function shelf(faults: { blocked?: boolean; clearable?: boolean } = {}) {
  const rows = new Map<string, LibraryEntry>();
  const logs = new Map<string, Uint8Array>();
  const asks: string[] = [];
  const busy = new Set<string>();
  const weights = new Map<string, GivenWeights>();
  const library: Library = {
    load: () =>
      faults.blocked === true
        ? Promise.reject(new Error("storage is blocked"))
        : Promise.resolve([...rows.values()].toSorted((a, b) => b.created - a.created)),
    put(entry, changed) {
      const stored = changed === undefined ? undefined : rows.get(entry.id);
      const news = Object.entries(entry).filter(([name]) => changed?.some((key) => key === name) === true);
      rows.set(entry.id, stored === undefined ? entry : { ...stored, ...Object.fromEntries(news) });
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void rows.delete(id)),
    discard: (id) => Promise.resolve(void logs.delete(id)),
    read(id) {
      const logBytes = logs.get(id);
      if (logBytes === undefined) return Promise.reject(new Error("no such run"));
      const log = decodeEvents(logBytes);
      return Promise.resolve({ log, logBytes, snapshot: undefined, snapshotBytes: undefined });
    },
    weights: {
      list: () => Promise.resolve([...weights.values()].map(listedWeights)),
      read: (key) => Promise.resolve(weights.get(key)),
      put: (given) => Promise.resolve(void weights.set(given.key, given)),
      remove: (key) => Promise.resolve(void weights.delete(key)),
    },
    inUse: () => Promise.resolve(busy),
    usage: () => Promise.resolve({ usedBytes: 1, quotaBytes: 100 }),
    lasts: (ask) => {
      if (ask) asks.push("lasts");
      return Promise.resolve(faults.clearable !== true);
    },
    onChange: () => () => undefined,
    newRun: (number) => ({ id: `r-${number}`, number, created: number, agent: "test" }),
  };
  return { library, rows, logs, busy, asks };
}
