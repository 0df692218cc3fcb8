import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import { cleanEntry } from "../record/cleanEntry";
import { formats, migrateDatabase } from "../storage/formats";
import { parseLibraryEntry, type LibraryEntry } from "../record/libraryEntrySchema";

interface Schema extends DBSchema {
  readonly runs: { readonly key: string; readonly value: LibraryEntry };
}

/** The list of kept runs, in IndexedDB. */
export interface RunIndex {
  /** Newest first; rows that cannot be read are left alone and left out. */
  all(): Promise<readonly LibraryEntry[]>;
  /** @param changed what is new in it; the rest stays as it is stored. All of it when absent. */
  put(entry: LibraryEntry, changed?: readonly (keyof LibraryEntry)[]): Promise<void>;
  remove(id: string): Promise<void>;
  close(): void;
}

/**
 * Opens the list, making it at the first visit.
 * @param onGone another tab wants a newer version of the database: nothing more can be written here.
 * @throws DOMException when the browser blocks storage.
 */
export async function openRunIndex(onGone: () => void = () => undefined, name = "forklab"): Promise<RunIndex> {
  const database: IDBPDatabase<Schema> = await openDB<Schema>(name, formats.runIndex.version, {
    upgrade: (opened, from) => migrateDatabase("runIndex", opened, from),
    blocking() {
      database.close();
      onGone();
    },
    terminated: onGone,
  });
  return {
    async all() {
      const rows: readonly unknown[] = await database.getAll("runs");
      const entries = rows.flatMap((row) => {
        const entry = parseLibraryEntry(row);
        return entry === undefined ? [] : [cleanEntry(entry)];
      });
      return entries.toSorted((a, b) => b.created - a.created || b.number - a.number);
    },
    async put(entry, changed) {
      const { store, done } = database.transaction("runs", "readwrite");
      const stored = changed === undefined ? undefined : await store.get(entry.id);
      // Read and written in one go: what another tab wrote in between stays.
      const news = Object.entries(entry).filter(([name]) => changed?.some((key) => key === name) === true);
      await store.put(stored === undefined ? entry : { ...stored, ...Object.fromEntries(news) });
      await done;
    },
    remove: (id) => database.delete("runs", id),
    close: () => database.close(),
  };
}
