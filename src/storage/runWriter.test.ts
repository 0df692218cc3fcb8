import { afterEach, expect, it, vi } from "vitest";
import { storageReason } from "./storageReason";
import { createOpfsRunStore } from "./runWriter";

afterEach(() => vi.unstubAllGlobals());

/** A folder whose files answer every write with this number. */
function folderThatWrites(written: number): FileSystemDirectoryHandle {
  const file = {
    getSize: () => 0,
    read: () => 0,
    truncate: () => undefined,
    flush: () => undefined,
    close: () => undefined,
    write: () => written,
  };
  const folder = {
    getDirectoryHandle: () => Promise.resolve(folder),
    getFileHandle: () => Promise.resolve({ createSyncAccessHandle: () => Promise.resolve(file) }),
  };
  return folder as unknown as FileSystemDirectoryHandle;
}

it.each([
  // What Chromium answers after the data of the site was cleared: -4 as a number without a sign.
  [4294967292, { code: "fileGone" }],
  [4294967288, { code: "noSpace" }],
  [1, { code: "cutShort", written: 1 }],
  [4294967295, { code: "writeFailed", status: -1 }],
])("a write that is answered with %d tells its true reason", async (written, reason) => {
  const request = (_name: string, _options: unknown, use: (lock: object) => unknown): Promise<unknown> =>
    Promise.resolve(use({}));
  vi.stubGlobal("navigator", { locks: { request } });
  const store = createOpfsRunStore(() => Promise.resolve(folderThatWrites(written)));
  const files = await store.open("run", "new");
  let caught: unknown;
  try {
    files.append([{ run: "run", step: 1, type: "paused" }]);
  } catch (error) {
    caught = error;
  }
  expect(storageReason(caught)).toMatchObject(reason);
});
