import "fake-indexeddb/auto";
import { expect, it } from "vitest";
import { databaseSteps, formats, migrateDatabase, refuseNewer } from "./formats";
import { storageReason } from "./storageReason";

it("every database has a step to each of its versions", () => {
  for (const name of ["runIndex", "sweepShelf", "weightsShelf"] as const) {
    expect(databaseSteps[name]).toHaveLength(formats[name].version);
    const made: string[] = [];
    const database = { createObjectStore: (store: string) => ({ createIndex: () => made.push(store) }) };
    const opened = { createObjectStore: (store: string) => (made.push(store), database.createObjectStore(store)) };
    migrateDatabase(name, opened, formats[name].version);
    expect(made).toEqual([]);
    migrateDatabase(name, opened, 0);
    expect(made.length).toBeGreaterThan(0);
  }
});

it("a newer version is refused with what to do, an own or older one is not", () => {
  for (const [name, { version }] of Object.entries(formats) as [keyof typeof formats, { version: number }][]) {
    expect(() => refuseNewer(name, version)).not.toThrow();
    expect(() => refuseNewer(name, version - 1)).not.toThrow();
    expect(() => refuseNewer(name, version + 1)).toThrow(
      expect.objectContaining({ fault: { code: "newerVersion", format: name, version: version + 1 } }),
    );
  }
});

it("a database that a later version of the page opened says so and keeps its rows", async () => {
  const open = (version: number) =>
    new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open("later", version);
      request.onupgradeneeded = () => migrateDatabase("runIndex", request.result, 0);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error("no reason"));
    });
  const later = await open(formats.runIndex.version + 1);
  later.transaction("runs", "readwrite").objectStore("runs").put({ id: "a-1" });
  later.close();
  const why: unknown = await open(formats.runIndex.version).catch((error: unknown) => error);
  expect(storageReason(why)).toMatchObject({ code: "storage", trouble: "newer" });
  const again = await open(formats.runIndex.version + 1);
  const count = again.transaction("runs").objectStore("runs").count();
  await new Promise((resolve) => (count.onsuccess = resolve));
  expect(count.result).toBe(1);
  again.close();
});
