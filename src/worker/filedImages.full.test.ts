import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { brought } from "../data/brought";
import { drawnSplits } from "../data/files/testing/containers";
import type { Manifest } from "../data/files/manifest";
import { fetchImage, imageAt } from "../data/imageAt";
import { areHeld } from "../data/pixels";
import { withKeptImages } from "../storage/imageStore";
import { FOLDER, keyOf, PICTURES, root, type Asked } from "./testing/filedImages.worker";

/*
 * Images that stay in their file, in workers of a real browser: synchronous handles exist nowhere else. What counts as large is a
 * parameter: with 0 every kept set is.
 */
const workers: Worker[] = [];

/** A worker that is asked one thing after the other. */
function start() {
  const worker = new Worker(new URL("./testing/filedImages.worker.ts", import.meta.url), { type: "module" });
  workers.push(worker);
  let last = 0;
  return (task: Asked["task"], rest: Omit<Asked, "id" | "task"> = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = (last += 1);
      worker.addEventListener("message", ({ data }: MessageEvent<Record<string, unknown>>) => {
        if (data["id"] !== id) return;
        if (data["failure"] === undefined) resolve(data["answer"]);
        else reject(new Error(String(data["failure"])));
      });
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage({ id, task, ...rest } satisfies Asked);
    });
}

const first = start();
let manifest: Manifest;

beforeAll(async () => {
  ({ manifest } = (await first("keep")) as { readonly manifest: Manifest });
});

afterAll(async () => {
  for (const worker of workers) worker.terminate();
  // Handles of a worker that was ended are given back a moment later.
  await vi.waitFor(async () => (await navigator.storage.getDirectory()).removeEntry(FOLDER, { recursive: true }), {
    timeout: 20_000,
  });
});

it("where no handle is to be had that only reads, the file is read as a blob", async () => {
  const [holder, reader] = [start(), start()];
  await holder("hold", { manifest });
  expect(await reader("open", { manifest })).toBe(true);
  const { train } = drawnSplits(8, 3, 4);
  expect(await reader("pictures")).toEqual(PICTURES.map((index) => imageAt(train, index)));
  await holder("letGo");
});

it("a run on images that stay in their file is the same to the last bit as on images in memory", async () => {
  const inMemory = (await first("train", { manifest })) as {
    readonly events: readonly unknown[];
    readonly isHeld: boolean;
  };
  const inFile = (await start()("train", { manifest, mostHeld: 0 })) as typeof inMemory;
  expect([inMemory.isHeld, inFile.isHeld]).toEqual([true, false]);
  expect(inMemory.events.length).toBeGreaterThan(10);
  expect(inFile.events).toEqual(inMemory.events);
});

it("several tabs read one file, and nobody removes or replaces it meanwhile", async () => {
  const [one, other] = [start(), start()];
  expect(await one("open", { manifest })).toBe(true);
  expect(await other("open", { manifest })).toBe(true);
  const { train } = drawnSplits(8, 3, 4);
  const wanted = PICTURES.map((index) => imageAt(train, index));
  expect(await one("pictures")).toEqual(wanted);
  expect(await other("pictures")).toEqual(wanted);
  expect(await first("remove", { manifest })).toEqual({ fault: { code: "imagesInUse" }, kept: 1 });
  expect(await first("keep")).toMatchObject({ fault: { code: "imagesInUse" } });
  expect(await one("pictures")).toEqual(wanted);
});

it("a page's own thread waits for single pictures", async () => {
  const set = await withKeptImages(undefined, root, 0).get(keyOf(manifest));
  if (set === null) throw new Error("the set is not there");
  const { train } = drawnSplits(8, 3, 4);
  expect(areHeld(set.images)).toBe(false);
  expect(set.labels).toEqual(train.labels);
  expect(await fetchImage(set, 7)).toEqual(imageAt(train, 7));
  expect(() => imageAt(set, 7)).toThrow(/cannot wait/);
  const some = await brought(set, [7, 3]);
  expect(imageAt(some, 3)).toEqual(imageAt(train, 3));
  expect(() => imageAt(some, 4)).toThrow(/cannot wait/);
});

it("a file that is not what was written is found out when it is first read from, and can be given again", async () => {
  // Whoever read from it is gone; handles are given back a moment later.
  for (const worker of workers.splice(1)) worker.terminate();
  await vi.waitFor(async () => expect(await first("remove", { manifest })).toEqual({ fault: undefined, kept: 0 }), {
    timeout: 20_000,
  });
  expect(await first("keep")).toMatchObject({ fault: undefined });
  await first("damage", { manifest });
  expect(await first("open", { manifest })).toBe(false);
  // What was opened in vain holds the file no longer.
  expect(await first("keep")).toMatchObject({ fault: undefined });
  expect(await first("open", { manifest })).toBe(true);
});

it("pictures go to temporary files as they are read, of which nothing stays, whoever breaks off", async () => {
  const read = await first("read");
  expect(read).toMatchObject({ opened: 2, isSame: true, left: [] });
  const broken = start();
  // What is being read is left alone by whoever lists.
  expect(await broken("begin")).toEqual(["begun"]);
  expect(await first("list")).toEqual(["begun"]);
  for (const worker of workers.splice(-1)) worker.terminate();
  await vi.waitFor(async () => expect(await first("list")).toEqual([]), { timeout: 20_000 });
  const { manifest: kept } = read as { readonly manifest: Manifest };
  expect(await first("open", { manifest: kept })).toBe(true);
});
