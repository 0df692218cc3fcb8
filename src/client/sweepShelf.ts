import type { DBSchema, IDBPDatabase } from "idb";
import { parseCellResult, type CellResult } from "../sweep/cellResult";
import { formats, migrateDatabase } from "../storage/formats";
import { inSlices } from "./inSlices";

interface Schema extends DBSchema {
  readonly results: { readonly key: number; readonly value: CellResult; readonly indexes: { readonly sweep: string } };
}

/** Finished runs of sweeps, kept between visits. */
export interface SweepShelf {
  /** In the order they were put; rows that cannot be read are left out. */
  all(sweep: string): Promise<readonly CellResult[]>;
  /** Of all sweeps. */
  everything(): Promise<readonly CellResult[]>;
  put(results: readonly CellResult[]): Promise<void>;
}

/** Rows that cross to or from the database at once: each costs the page a copy. */
const BATCH = 100;

/** The shelf in IndexedDB; the database is opened at first use. */
export function createSweepShelf(name = "forklab-sweeps"): SweepShelf {
  let opening: ReturnType<typeof open> | undefined;
  const open = async () =>
    (await import("idb")).openDB<Schema>(name, formats.sweepShelf.version, {
      upgrade: (opened, from) => migrateDatabase("sweepShelf", opened, from),
    });
  const database = () => (opening ??= open());
  return {
    async all(sweep) {
      const opened = await database();
      return rowsOf(opened, await opened.getAllKeysFromIndex("results", "sweep", sweep));
    },
    async everything() {
      const opened = await database();
      return rowsOf(opened, await opened.getAllKeys("results"));
    },
    async put(results) {
      const opened = await database();
      for (let at = 0; at < results.length; at += BATCH) {
        const transaction = opened.transaction("results", "readwrite");
        await Promise.all(results.slice(at, at + BATCH).map((result) => transaction.store.add(result)));
        await transaction.done;
      }
    },
  };
}

async function rowsOf(opened: IDBPDatabase<Schema>, keys: readonly number[]): Promise<readonly CellResult[]> {
  const found: CellResult[] = [];
  for (let at = 0; at < keys.length; at += BATCH) {
    const { store } = opened.transaction("results");
    const rows: readonly unknown[] = await Promise.all(keys.slice(at, at + BATCH).map((key) => store.get(key)));
    await inSlices(readInto(found, rows));
  }
  return found;
}

function* readInto(found: CellResult[], rows: readonly unknown[]): Generator<undefined, void, undefined> {
  for (const row of rows) {
    const result = parseCellResult(row);
    if (result !== undefined) found.push(result);
    yield;
  }
}
