import { describe, expect, it } from "vitest";
import { importImages, type ImportedImages } from "./files/importImages";
import { splitsIn } from "./files/imageSplits";
import {
  cifarTenFiles,
  drawnSet,
  drawnSplits,
  idxFiles,
  importFiles,
  pictureFiles,
  tarOf,
  zipOf,
} from "./files/testing/containers";
import { cifarTenParquet } from "./files/testing/parquets";
import { createRooms, type RoomFile } from "./pixelRooms";
import { areHeld } from "./pixels";
import { elsewhere, heldBytes } from "./testing/heldBytes";

/** Temporary files in memory, all of which are remembered. */
function openFiles() {
  const files: { readonly bytes: number; dropped: boolean }[] = [];
  const open = (bytes: number): Promise<RoomFile> => {
    const own = new Uint8Array(bytes);
    const file = { bytes, dropped: false };
    files.push(file);
    const drop = () => void (file.dropped = true);
    return Promise.resolve({
      ...elsewhere(own),
      length: bytes,
      write: (at, part) => own.set(part, at),
      read: (at, to) => to.set(own.subarray(at, at + to.length)),
      drop,
    });
  };
  return { files, open };
}

const grey = drawnSplits(8, 1, 3);
const colour = drawnSplits(32, 3, 10);
const layouts = {
  idx: idxFiles(drawnSplits(28, 1, 10)),
  cifar: cifarTenFiles(colour),
  folders: pictureFiles(colour),
  "grey folders": pictureFiles(grey),
  zip: { "pictures.zip": zipOf(pictureFiles(colour)) },
  tar: { "pictures.tar": tarOf(pictureFiles(colour)) },
};

describe("images that go to a file while they are read are the same set", () => {
  it.each(Object.entries(layouts))("%s", async (_, files) => {
    const { files: opened, open } = openFiles();
    const [held, filed] = [await importFiles(files), await importFiles(files, { rooms: createRooms(open, 0) })];
    expectSame(filed, held);
    expect(opened.length).toBeGreaterThan(0);
  });

  it("parquet, whose pictures are unpacked as they are asked for", async () => {
    const files = cifarTenParquet(colour);
    const { open } = openFiles();
    expectSame(await importFiles(files, { rooms: createRooms(open, 0) }), await importFiles(files));
  });

  it("pictures of several sizes, which are begun anew, without a test split", async () => {
    const one = drawnSet(20, 8, 3, 2, 4);
    const other = drawnSet(20, 12, 3, 2, 5);
    const named = (set: typeof one, top: string) =>
      Object.fromEntries(
        Object.entries(pictureFiles({ train: set, test: set })).flatMap(([path, bytes]) =>
          path.includes("train/")
            ? [[`pictures/${path.split("/").at(-2) ?? ""}/${top}${path.split("/").at(-1) ?? ""}`, bytes]]
            : [],
        ),
      );
    const files = { ...named(one, "a"), ...named(other, "b") };
    expect(Object.keys(files)).toHaveLength(40);
    const { files: opened, open } = openFiles();
    const filed = await importFiles(files, { rooms: createRooms(open, 0) });
    expectSame(filed, await importFiles(files));
    expect(filed.manifest).toMatchObject({ width: 32, height: 32, counts: { train: 32, test: 8 } });
    expect(opened.map(({ dropped }) => dropped)).toEqual([true, false]);
  });
});

function expectSame(filed: ImportedImages, held: ImportedImages): void {
  expect(filed.manifest).toEqual(held.manifest);
  expect(filed.notes).toEqual(held.notes);
  for (const [split, set] of splitsIn(filed.splits)) {
    expect(areHeld(set.images)).toBe(false);
    expect(heldBytes(set)).toEqual(heldBytes(held.splits[split] ?? set));
    expect(set.labels).toEqual(held.splits[split]?.labels);
  }
}

it("is in memory up to a line that all rooms share, and beyond it in files", async () => {
  const { files, open } = openFiles();
  const rooms = createRooms(open, 100);
  const [one, two, three] = [await rooms.take(60), await rooms.take(60), await rooms.take(40)];
  expect([one, two, three].map((room) => areHeld(room.pixels(40)))).toEqual([true, false, true]);
  one.drop();
  expect(areHeld((await rooms.take(60)).pixels(1))).toBe(true);
  two.drop();
  expect(files).toEqual([{ bytes: 60, dropped: true }]);
});

it("what fails while it is written is the import's fault, not the picture's", async () => {
  const full = new Error("the disk is full");
  const rooms = createRooms(() => Promise.reject(full), 0);
  await expect(importFiles(pictureFiles(colour), { rooms })).rejects.toBe(full);
  await expect(importImages([], { ...nothing, rooms })).rejects.toThrow("noFiles");
});

const nothing = {
  size: undefined,
  fit: "fill",
  signal: new AbortController().signal,
  onProgress: () => undefined,
  decode: () => Promise.reject(new Error("nothing is decoded")),
} as const;
