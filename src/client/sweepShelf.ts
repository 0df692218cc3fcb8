import { openDB, type DBSchema } from "idb";
import { parseCellResult, type CellResult } from "../runs/sweep/cellResult";

interface Schema extends DBSchema {
  readonly results: { readonly key: number; readonly value: CellResult; readonly indexes: { readonly sweep: string } };
}

/** Finished runs of sweeps, kept between visits. */
export interface SweepShelf {
  /** In the order they were put; rows that cannot be read are left out. */
  all(sweep: string): Promise<readonly CellResult[]>;
  put(results: readonly CellResult[]): Promise<void>;
}

/** The shelf in IndexedDB; the database is opened at first use. */
export function createSweepShelf(name = "forklab-sweeps"): SweepShelf {
  let opening: ReturnType<typeof open> | undefined;
  const open = () =>
    openDB<Schema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("results", { autoIncrement: true }).createIndex("sweep", "sweep");
      },
    });
  const database = () => (opening ??= open());
  return {
    async all(sweep) {
      const rows: readonly unknown[] = await (await database()).getAllFromIndex("results", "sweep", sweep);
      return rows.flatMap((row) => parseCellResult(row) ?? []);
    },
    async put(results) {
      const transaction = (await database()).transaction("results", "readwrite");
      await Promise.all(results.map((result) => transaction.store.add(result)));
      await transaction.done;
    },
  };
}
