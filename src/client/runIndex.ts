import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { parseLibraryEntry, type LibraryEntry } from "../runs/libraryEntrySchema";

interface Schema extends DBSchema {
  readonly runs: { readonly key: string; readonly value: LibraryEntry };
}

/** The list of kept runs, in IndexedDB. */
export interface RunIndex {
  /** Newest first; rows that cannot be read are left alone and left out. */
  all(): Promise<readonly LibraryEntry[]>;
  put(entry: LibraryEntry): Promise<void>;
  remove(id: string): Promise<void>;
  close(): void;
}

const VERSION = 1;

/**
 * Opens the list, making it at the first visit.
 * @param onGone another tab wants a newer version of the database: nothing more can be written here.
 * @throws DOMException when the browser blocks storage.
 */
export async function openRunIndex(onGone: () => void = () => undefined, name = "forklab"): Promise<RunIndex> {
  const database: IDBPDatabase<Schema> = await openDB<Schema>(name, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore("runs", { keyPath: "id" });
    },
    blocking() {
      database.close();
      onGone();
    },
    terminated: onGone,
  });
  return {
    async all() {
      const rows: readonly unknown[] = await database.getAll("runs");
      const entries = rows.flatMap((row) => parseLibraryEntry(row) ?? []);
      return entries.toSorted((a, b) => b.created - a.created || b.number - a.number);
    },
    put: async (entry) => void (await database.put("runs", entry)),
    remove: (id) => database.delete("runs", id),
    close: () => database.close(),
  };
}
