import { describe, expect, test } from "vitest";
import { datasetKey } from "../data/datasetCache";
import type { ImageSet } from "../data/imageSet";
import { totemIdentity } from "../data/totem/identity";
import { totemSplit } from "../data/totem/split";
import { createOpfsDatasetCache } from "./datasetFiles";

const KEY = datasetKey("totem", { size: 8 }, 1, "train");

/** The few calls of the origin private file system that the cache makes, over a map of files. */
function fakeStorage(faults: { quota?: number; locked?: boolean } = {}) {
  const files = new Map<string, Uint8Array>();
  const notFound = (): never => {
    throw new DOMException("A requested file could not be found.", "NotFoundError");
  };
  const fileHandle = (name: string) => ({
    createSyncAccessHandle: () => {
      if (faults.locked) throw new DOMException("The file is locked.", "NoModificationAllowedError");
      return Promise.resolve({
        getSize: () => files.get(name)?.length ?? 0,
        read: (target: Uint8Array) => {
          const content = files.get(name) ?? new Uint8Array(0);
          target.set(content.subarray(0, target.length));
          return Math.min(content.length, target.length);
        },
        truncate: () => void files.set(name, new Uint8Array(0)),
        write: (bytes: Uint8Array) => {
          const kept = bytes.slice(0, faults.quota ?? bytes.length);
          files.set(name, kept);
          return kept.length;
        },
        flush: () => undefined,
        close: () => undefined,
      });
    },
  });
  const folder = {
    getFileHandle: async (name: string, { create = false } = {}) => {
      if (!files.has(name) && !create) notFound();
      if (!files.has(name)) files.set(name, new Uint8Array(0));
      return Promise.resolve(fileHandle(name));
    },
    removeEntry: (name: string) => Promise.resolve(void files.delete(name)),
    // Files are listed with the newest last: a map keeps the order of first writing.
    async *entries() {
      let written = 0;
      for (const name of [...files.keys()]) {
        const lastModified = (written += 1);
        yield [name, { kind: "file", getFile: () => Promise.resolve({ lastModified }) }] as const;
      }
      await Promise.resolve();
    },
  };
  const root = { getDirectoryHandle: () => Promise.resolve(folder) };
  const warnings: string[] = [];
  const cache = createOpfsDatasetCache({
    onWarning: (message) => warnings.push(message),
    openRoot: () => Promise.resolve(root as unknown as FileSystemDirectoryHandle),
  });
  return { cache, files, warnings };
}

function onlyFile(files: Map<string, Uint8Array>): Uint8Array {
  const [file] = files.values();
  if (file === undefined || files.size !== 1) throw new Error(`there are ${files.size} files`);
  return file;
}

const set: ImageSet = totemSplit(1, "train", 21, 8, 0.25);

test("gives back what was put, cameras included", async () => {
  const { cache, warnings } = fakeStorage();
  const identities = totemIdentity({ seed: 1, ids: [0, 300], views: 5, size: 8, difficulty: 0.25, split: "test" });
  expect(await cache.get(KEY)).toBeNull();
  await cache.put(KEY, set);
  await cache.put("identities", identities);
  expect(await cache.get(KEY)).toEqual(set);
  expect(await cache.get("identities")).toEqual(identities);
  expect(warnings).toEqual([]);
});

test("a second set under the same key replaces the first", async () => {
  const { cache, files } = fakeStorage();
  await cache.put(KEY, set);
  const shorter = totemSplit(1, "train", 3, 8, 0.25);
  await cache.put(KEY, shorter);
  expect(await cache.get(KEY)).toEqual(shorter);
  expect(files.size).toBe(1);
});

test("another key's set under the same file name is not found", async () => {
  const { cache, files, warnings } = fakeStorage();
  await cache.put(KEY, set);
  const content = onlyFile(files);
  await cache.put("other", totemSplit(2, "train", 3, 8, 0.25));
  for (const name of files.keys()) files.set(name, content);
  expect(await cache.get("other")).toBeNull();
  expect(await cache.get(KEY)).toEqual(set);
  expect(warnings).toEqual([]);
});

describe("damaged files are reported, removed and made again", () => {
  test.each([
    ["one bit of an image", (file: Uint8Array) => file.with(500, (file[500] ?? 0) ^ 4), "checksum is wrong"],
    ["one bit of the sizes", (file: Uint8Array) => file.with(16, (file[16] ?? 0) ^ 1), "checksum is wrong"],
    ["cut off", (file: Uint8Array) => file.slice(0, -100), "checksum is wrong"],
    ["cut within the header", (file: Uint8Array) => file.slice(0, 20), "only 20 bytes"],
    ["empty", () => new Uint8Array(0), "only 0 bytes"],
    ["something else", (file: Uint8Array) => file.slice(4), "no data set"],
  ])("%s", async (_, damage, reason) => {
    const { cache, files, warnings } = fakeStorage();
    await cache.put(KEY, set);
    for (const [name, file] of files) files.set(name, damage(file));
    expect(await cache.get(KEY)).toBeNull();
    expect(warnings).toEqual([expect.stringContaining(reason)]);
    expect(files.size).toBe(0);
    await cache.put(KEY, set);
    expect(await cache.get(KEY)).toEqual(set);
  });
});

test("a full disk costs a warning and leaves no half file", async () => {
  const { cache, files, warnings } = fakeStorage({ quota: 1000 });
  await cache.put(KEY, set);
  expect(warnings).toEqual([expect.stringMatching(/could not be kept for the next time \(1000 of \d+ bytes/)]);
  expect(files.size).toBe(0);
  expect(await cache.get(KEY)).toBeNull();
});

test("a file in use is left to its user", async () => {
  const storage = fakeStorage();
  await storage.cache.put(KEY, set);
  const { cache, files, warnings } = fakeStorage({ locked: true });
  for (const [name, file] of storage.files) files.set(name, file);
  expect(await cache.get(KEY)).toBeNull();
  await cache.put(KEY, set);
  expect(warnings).toHaveLength(2);
  expect(files.size).toBe(1);
});

test("blocked storage costs a warning", async () => {
  const warnings: string[] = [];
  const blocked = new DOMException("Storage is blocked.", "SecurityError");
  const cache = createOpfsDatasetCache({ onWarning: (w) => warnings.push(w), openRoot: () => Promise.reject(blocked) });
  expect(await cache.get(KEY)).toBeNull();
  await cache.put(KEY, set);
  expect(warnings).toEqual([expect.stringContaining("Storage is blocked."), expect.stringContaining("blocked")]);
});

test("no storage at all costs a warning", async () => {
  // Node's navigator has no storage; neither have some browsers' private windows.
  const warnings: string[] = [];
  const cache = createOpfsDatasetCache({ onWarning: (w) => warnings.push(w) });
  expect(await cache.get(KEY)).toBeNull();
  await cache.put(KEY, set);
  expect(warnings).toHaveLength(2);
});

test("only the newest sixteen files are kept", async () => {
  const { cache, warnings } = fakeStorage();
  for (let index = 0; index < 20; index += 1) await cache.put(`key ${index}`, set);
  expect(await cache.get("key 3")).toBeNull();
  expect(await cache.get("key 4")).toEqual(set);
  expect(await cache.get("key 19")).toEqual(set);
  expect(warnings).toEqual([]);
});
