import { describe, expect, test } from "vitest";
import { datasetText } from "../../ui/words/datasetWords";
import { DatasetError, type DatasetFault } from "../datasetError";
import {
  bytesOf,
  cifarTenFiles,
  concat,
  drawnSet,
  drawnSplits,
  gzipOf,
  idxFiles,
  importFiles,
  npyBytes,
  numpyFiles,
  pictureFiles,
  tarHeader,
  tarOf,
  zipOf,
  type Files,
} from "./testing/containers";
import { cifarTenPython } from "./testing/pickles";
import { fileOfBlob } from "./sourceFile";
import { unpack } from "./unpack";

const colour = drawnSplits(32, 3, 10);
const grey = drawnSplits(28, 1, 10);

async function faultOf(work: Promise<unknown>): Promise<DatasetFault> {
  try {
    await work;
  } catch (error) {
    if (error instanceof DatasetError) {
      // What, where, and what would be right: a sentence, and no leftover of the code.
      expect(datasetText(error.fault)).toMatch(/^.{20,}[.]$/s);
      return error.fault;
    }
    throw error;
  }
  throw new Error("nothing was found wrong");
}

const changed = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files => {
  const bytes = files[path];
  if (bytes === undefined) throw new Error(`${path} is not there`);
  return { ...files, [path]: change(bytes) };
};

const set = (bytes: Uint8Array, at: number, value: number): Uint8Array => bytes.with(at, value);

describe("refuses with what is wrong, and where", () => {
  const batch = "cifar-10-batches-bin/test_batch.bin";
  const labels = "t10k-labels-idx1-ubyte";
  const cases: readonly (readonly [string, Files, Partial<DatasetFault>])[] = [
    ["nothing", {}, { code: "noFiles" }],
    ["something else", { "thesis.pdf": bytesOf("%PDF-1.4 whatever") }, { code: "unknownFiles", files: ["thesis.pdf"] }],
    ["a batch cut off", changed(cifarTenFiles(colour), batch, (b) => b.slice(0, -1)), { code: "cutOff", file: batch }],
    [
      "a label out of range",
      changed(cifarTenFiles(colour), batch, (b) => set(b, 3073, 77)),
      { code: "labelOutOfRange", label: 77, image: 1, classes: 10 },
    ],
    [
      "labels missing",
      { "train-images-idx3-ubyte": idxFiles(grey)["train-images-idx3-ubyte"] ?? bytesOf("") },
      {
        code: "partMissing",
        part: "labels-idx1-ubyte",
      },
    ],
    [
      "labels of another set",
      { ...idxFiles(grey), [labels]: idxFiles(grey)["train-labels-idx1-ubyte"] ?? bytesOf("") },
      { code: "counts", images: 20, labels: 30 },
    ],
    [
      "a gzip cut off",
      { "a.tar.gz": gzipOf(tarOf(cifarTenFiles(colour))).slice(0, -9) },
      { code: "damaged", form: "gzip" },
    ],
    ["a tar cut off", { "a.tar": tarOf(cifarTenFiles(colour)).slice(0, 4000) }, { code: "cutOff", file: "a.tar" }],
    [
      "a tar's header changed",
      { "a.tar": set(tarOf({ "x/1.png": bytesOf("a") }), 3, 65) as Uint8Array },
      { code: "damaged", form: "tar" },
    ],
    ["a zip cut off", { "a.zip": zipOf(pictureFiles(grey)).slice(0, -40) }, { code: "damaged", form: "zip" }],
    [
      "a path out of a zip",
      { "a.zip": zipOf({ "../../x/1.png": bytesOf("a") }) },
      { code: "pathTrick", path: "../../x/1.png" },
    ],
    [
      "a path out of a tar",
      { "a.tar": tarOf({ "/etc/passwd": bytesOf("a") }) },
      { code: "pathTrick", path: "/etc/passwd" },
    ],
    [
      "a bomb",
      { "a.zip": zipOf({ "x/1.png": new Uint8Array(5_000_000) }) },
      { code: "unpacksOddly", unpacked: 5_000_000 },
    ],
    [
      "one class",
      { "cats/a.png": pictureFiles(grey)["pictures/train/class 0/00000.png"] ?? bytesOf("") },
      { code: "oneClass", name: "cats" },
    ],
    [
      "pictures in no folder",
      { "a.png": pictureFiles(grey)["pictures/train/class 0/00000.png"] ?? bytesOf("") },
      { code: "oneClass" },
    ],
    [
      "no readable picture",
      { "a/1.png": bytesOf("\x89PNG damaged"), "b/1.jpg": bytesOf("no") },
      { code: "noneReadable", count: 2 },
    ],
    ["a table without labels", { "a.csv": bytesOf("p0,p1,p2,p3\n1,2,3,4\n") }, { code: "partMissing", part: "label" }],
    [
      "a cell that is no byte",
      { "a.csv": bytesOf("label,p0\n1,7\n1,256\n") },
      { code: "cell", row: 3, column: "p0", found: "256" },
    ],
    ["pixels of no square", { "a.csv": bytesOf("label,p0,p1\n1,7,8\n") }, { code: "notSquare", pixels: 2 }],
    ["an archive of nothing", { "a.zip": zipOf({ "x/": new Uint8Array(0) }) }, { code: "noFiles" }],
    [
      "objects in numpy",
      {
        "train_images.npy": npyBytes("|O", [1], bytesOf("x")),
        "train_labels.npy": npyBytes("|u1", [1], Uint8Array.of(1)),
      },
      { code: "unsupported", what: "|O" },
    ],
    [
      "an npz without labels",
      { "a.npz": zipOf({ "train_images.npy": numpyFiles(grey)["train_images.npy"] ?? bytesOf("") }) },
      { code: "partMissing", part: "train_labels" },
    ],
    [
      "splits of two sizes",
      { ...idxFiles({ train: grey.train, test: drawnSet(10, 8, 1, 10, 3) }) },
      { code: "splitsDiffer", train: [28, 28, 1], test: [8, 8, 1] },
    ],
    [
      "a set of one class",
      { ...idxFiles({ train: drawnSet(6, 8, 1, 1, 1), test: drawnSet(4, 8, 1, 1, 2) }) },
      { code: "oneClass" },
    ],
  ];
  test.each(cases)("%s", async (_, files, fault) => {
    expect(await faultOf(importFiles(files))).toMatchObject(fault);
  });
});

test("what unpacks to more than fits is refused by what it really has, whatever it claims", async () => {
  const files = [fileOfBlob("a.gz", new Blob([gzipOf(new Uint8Array(100_000))]))];
  const { signal } = new AbortController();
  expect(await faultOf(unpack(files, { signal, most: 50_000 }))).toMatchObject({
    code: "unpacksTooLarge",
    file: "a.gz",
  });
  const two = ["a", "b"].map((name) => fileOfBlob(`${name}.gz`, new Blob([gzipOf(new Uint8Array(30_000))])));
  expect(await faultOf(unpack(two, { signal, most: 50_000 }))).toMatchObject({ code: "unpacksTooLarge", file: "b.gz" });
  expect(await unpack(two, { signal, most: 60_000 })).toHaveLength(2);
});

test("a zip whose part is larger than it claims gives no more than that", async () => {
  const zip = zipOf({ "x/1.png": concat([bytesOf("abc"), new Uint8Array(1000)]) });
  // The size stands in the list at the end: 24 bytes into its entry.
  const list = zip.findIndex(
    (_, at) => zip[at] === 0x50 && zip[at + 1] === 0x4b && zip[at + 2] === 1 && zip[at + 3] === 2,
  );
  new DataView(zip.buffer).setUint32(list + 24, 10, true);
  const { signal } = new AbortController();
  const read = await unpack([fileOfBlob("a.zip", new Blob([zip]))], { signal }).catch((error: unknown) => error);
  if (!(read instanceof DatasetError))
    expect((read as readonly { size: number }[]).map(({ size }) => size)).toEqual([10]);
});

test("long names and folders of a tar are followed, links passed over", async () => {
  const long = `${"deep/".repeat(30)}1.txt`;
  const name = concat([bytesOf(long), Uint8Array.of(0)]);
  const tar = concat([
    tarHeader("folder/", 0, "5"),
    tarHeader("././@LongLink", name.length, "L"),
    concat([name, new Uint8Array(512 - name.length)]),
    tarHeader("short", 2),
    concat([bytesOf("hi"), new Uint8Array(510)]),
    tarHeader("link", 0, "2"),
    new Uint8Array(1024),
  ]);
  const { signal } = new AbortController();
  const files = await unpack([fileOfBlob("a.tar", new Blob([tar]))], { signal });
  expect(files.map(({ path, size }) => [path, size])).toEqual([[long, 2]]);
});

describe("says what it did for want of better", () => {
  test("a split, sizes, and what could not be read", async () => {
    const pictures = Object.entries(pictureFiles(drawnSplits(20, 3, 2)));
    const untested = Object.fromEntries(
      pictures.map(
        ([path, bytes]) =>
          [
            path
              .replace(/pictures\/(train|test)/, (_, split) => `mine/${split === "train" ? "a" : "b"}`)
              .replace(/class \d\//, ""),
            bytes,
          ] as const,
      ),
    );
    const odd = pictureFiles(drawnSplits(40, 3, 2))["pictures/train/class 0/00000.png"] ?? bytesOf("");
    const { manifest, notes } = await importFiles({ ...untested, "mine/a/x.png": odd, "mine/b/y.png": bytesOf("no") });
    expect(manifest).toMatchObject({ height: 32, width: 32, channels: 3, classNames: ["a", "b"], name: "mine" });
    expect(notes.map(({ code }) => code)).toEqual(["unreadable", "resized", "splitOff"]);
    expect(notes[0]).toMatchObject({ count: 1, files: ["mine/b/y.png"] });
  });

  test("an archive beside what it was unpacked to, as torchvision leaves both", async () => {
    const folder = cifarTenPython(colour);
    const archive = { "data/cifar-10-python.tar.gz": gzipOf(tarOf(folder)) };
    const beside = Object.entries(folder).map(([path, bytes]) => [`data/${path}`, bytes] as const);
    const { manifest, notes } = await importFiles({ ...archive, ...Object.fromEntries(beside) });
    expect(manifest.counts).toEqual({ train: 30, test: 20 });
    expect(notes.map(({ code }) => code)).toEqual(["twice"]);
    expect(notes[0]).toMatchObject({ count: 3 });
  });

  test("test images that stand among the training images", async () => {
    const { train } = grey;
    const { notes } = await importFiles(idxFiles({ train, test: { ...train } }));
    expect(notes).toContainEqual({ code: "duplicates", images: 30 });
  });
});
