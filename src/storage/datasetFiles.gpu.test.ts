import { expect, it } from "vitest";

// In a worker of a real browser: synchronous file handles exist nowhere else.
const WORKER = `
  onmessage = async ({ data: { cacheUrl, totemUrl } }) => {
    try {
      const { createOpfsDatasetCache } = await import(cacheUrl);
      const { totemSplit } = await import(totemUrl);
      const warnings = [];
      const onWarning = (message) => warnings.push(message);
      // A folder of its own: other tests of this origin keep data sets, too.
      const openRoot = async () =>
        (await navigator.storage.getDirectory()).getDirectoryHandle("opfs-dataset-cache-test", { create: true });
      const set = totemSplit(1, "train", 40, 8, 0.25);
      const before = await createOpfsDatasetCache({ onWarning, openRoot }).get("browser test");
      await createOpfsDatasetCache({ onWarning, openRoot }).put("browser test", set);
      const after = await createOpfsDatasetCache({ onWarning, openRoot }).get("browser test");

      const folder = await (await openRoot()).getDirectoryHandle("datasets");
      for await (const name of folder.keys()) {
        const file = await (await folder.getFileHandle(name)).createSyncAccessHandle();
        file.truncate(file.getSize() - 1);
        file.close();
      }
      const damaged = await createOpfsDatasetCache({ onWarning, openRoot }).get("browser test");
      const left = [];
      for await (const name of folder.keys()) left.push(name);
      postMessage({ before, set, after, damaged, warnings, left });
    } catch (error) {
      postMessage({ failure: String(error) });
    }
  };`;

it("keeps a data set in the origin private file system, and survives a damaged file", async () => {
  const url = URL.createObjectURL(new Blob([WORKER], { type: "text/javascript" }));
  const worker = new Worker(url, { type: "module" });
  try {
    const answer = await new Promise<Record<string, unknown>>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<Record<string, unknown>>) => resolve(data);
      worker.onerror = (event) => reject(new Error(event.message));
      worker.postMessage({
        cacheUrl: new URL("./datasetFiles.ts", import.meta.url).href,
        totemUrl: new URL("../data/totem/split.ts", import.meta.url).href,
      });
    });
    expect(answer["failure"]).toBeUndefined();
    expect(answer["before"]).toBeNull();
    expect(answer["after"]).toEqual(answer["set"]);
    expect(answer["damaged"]).toBeNull();
    expect(answer["warnings"]).toEqual([expect.stringContaining("checksum is wrong")]);
    expect(answer["left"]).toEqual([]);
  } finally {
    worker.terminate();
    URL.revokeObjectURL(url);
  }
});
