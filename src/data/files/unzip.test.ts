import { zipSync } from "fflate";
import { describe, expect, test } from "vitest";
import { createStream } from "../../random/stream";
import { DatasetError } from "../datasetError";
import { crc32 } from "./crc32";
import { bytesOf, concat, importFiles, drawnSplits, pictureFiles, zipOf } from "./testing/containers";
import { unzip } from "./unzip";

const MOST = 100_000_000;
const noise = (length: number): Uint8Array => {
  const stream = createStream(length);
  const words = new Uint32Array(Math.ceil(length / 4));
  for (let word = 0; word < words.length; word += 1) words[word] = stream.u32();
  return new Uint8Array(words.buffer, 0, length);
};

/** Quicker than comparing large arrays element by element. */
const isSame = (a: Uint8Array | undefined, b: Uint8Array | undefined): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;

/** Counts the bytes that are asked of it. */
class CountingBlob extends Blob {
  asked = 0;
  override slice(start = 0, end = this.size): Blob {
    this.asked += Math.max(0, Math.min(end, this.size) - start);
    return super.slice(start, end);
  }
}

const fault = async (task: Promise<unknown>): Promise<unknown> => {
  try {
    await task;
  } catch (error) {
    if (error instanceof DatasetError) return error.fault;
    throw error;
  }
  throw new Error("nothing was refused");
};

/** The first place of four bytes. */
const placeOf = (zip: Uint8Array, ...bytes: readonly number[]): number =>
  zip.findIndex((_, at) => bytes.every((byte, place) => zip[at + place] === byte));
const listOf = (zip: Uint8Array): number => placeOf(zip, 0x50, 0x4b, 1, 2);

describe("a zip file", () => {
  test("is read part by part: of one that is not asked for nothing but its line in the list", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [`x/${index}.png`, noise(300_000 + index)]),
    );
    const zip = new CountingBlob([zipOf(files)]);
    const parts = await unzip(zip, "a.zip", MOST);
    expect(parts).toHaveLength(40);
    expect(zip.asked).toBeLessThan(100_000);
    const before = zip.asked;
    expect(isSame(await parts[7]?.read(), files["x/7.png"])).toBe(true);
    expect(zip.asked - before).toBeLessThan(600_000);
  });

  test("gives what is stored and what is packed, in any order, again and again", async () => {
    const files = { "a/1.txt": bytesOf("one ".repeat(500)), "b/2.txt": noise(2000), "c/3.txt": new Uint8Array(0) };
    for (const level of [0, 6] as const) {
      const parts = await unzip(new Blob([zipSync(files, { level }) as Uint8Array<ArrayBuffer>]), "a.zip", MOST);
      expect(parts.map(({ path, size }) => [path, size])).toEqual([
        ["a/1.txt", 2000],
        ["b/2.txt", 2000],
        ["c/3.txt", 0],
      ]);
      for (const index of [2, 0, 1, 0]) {
        expect(await parts[index]?.read()).toEqual(Object.values(files)[index]);
      }
    }
    const large = zipSync({ "d/4.txt": noise(1_200_000) }, { level: 0 }) as Uint8Array<ArrayBuffer>;
    const [slice] = await unzip(new Blob([large]), "a.zip", MOST);
    expect(slice?.blob?.size).toBe(1_200_000);
    expect(isSame(await slice?.read(), noise(1_200_000))).toBe(true);
  });

  test("in the long form is read like any other", async () => {
    const plain = zipOf({ "a.txt": bytesOf("hello") });
    const list = listOf(plain);
    const end = placeOf(plain, 0x50, 0x4b, 5, 6);
    const view = new DataView(plain.buffer);
    const numbers = [24, 20, 42].map((offset) => BigInt(view.getUint32(list + offset, true)));
    const extra = new DataView(new ArrayBuffer(28));
    extra.setUint16(0, 1, true);
    extra.setUint16(2, 24, true);
    numbers.forEach((number, place) => extra.setBigUint64(4 + 8 * place, number, true));
    const entry = concat([plain.slice(list, end), new Uint8Array(extra.buffer)]);
    const fields = new DataView(entry.buffer);
    for (const offset of [20, 24, 42]) fields.setUint32(offset, 0xffffffff, true);
    fields.setUint16(30, 28, true);
    const record = new DataView(new ArrayBuffer(56 + 20));
    record.setUint32(0, 0x06064b50, true);
    record.setBigUint64(32, 1n, true);
    record.setBigUint64(40, BigInt(entry.length), true);
    record.setBigUint64(48, BigInt(list), true);
    record.setUint32(56, 0x07064b50, true);
    record.setBigUint64(64, BigInt(list + entry.length), true);
    const tail = plain.slice(end);
    new DataView(tail.buffer).setUint32(16, 0xffffffff, true);
    const long = concat([plain.slice(0, list), entry, new Uint8Array(record.buffer), tail]);
    const [part] = await unzip(new Blob([long]), "a.zip", MOST);
    expect(await part?.read()).toEqual(bytesOf("hello"));
  });

  test("names its parts as old programs wrote them where it does not say that they are UTF-8", async () => {
    const zip = zipOf({ "caf_/1.txt": bytesOf("one") });
    // The code page of the first PCs, 437, in the part's own header and in the list.
    for (let at = zip.indexOf(0x5f); at >= 0; at = zip.indexOf(0x5f, at + 1)) zip[at] = 0x82;
    const [part] = await unzip(new Blob([zip]), "a.zip", MOST);
    expect(part?.path).toBe("café/1.txt");
    expect(await part?.read()).toEqual(bytesOf("one"));
  });

  test("whose part says a smaller, a larger size or another sum than it has gives nothing of it", async () => {
    for (const [offset, value, code] of [
      [24, 10, "cutOff"],
      [24, 2000, "cutOff"],
      [16, 1, "damaged"],
    ] as const) {
      const zip = zipOf({ "x/1.txt": concat([bytesOf("abc"), new Uint8Array(1000)]) });
      new DataView(zip.buffer).setUint32(listOf(zip) + offset, value, true);
      const [part] = await unzip(new Blob([zip]), "a.zip", MOST);
      expect(await fault(part?.read() ?? Promise.resolve())).toMatchObject({ code, file: "a.zip/x/1.txt" });
    }
  });

  test("that is locked, claims too much or has no list is refused before anything is unpacked", async () => {
    const locked = zipOf({ "x/1.txt": bytesOf("abc") });
    locked[listOf(locked) + 8] = 1;
    expect(await fault(unzip(new Blob([locked]), "a.zip", MOST))).toMatchObject({
      code: "unsupported",
      what: "encryption",
    });
    const large = zipOf({ "x/1.txt": noise(600), "x/2.txt": noise(600) });
    expect(await fault(unzip(new Blob([large]), "a.zip", 1000))).toMatchObject({
      code: "unpacksTooLarge",
      bytes: 1200,
    });
    expect(await fault(unzip(new Blob([large.slice(0, -30)]), "a.zip", MOST))).toMatchObject({ code: "damaged" });
  });

  test("with a damaged picture is read without it, which is said", async () => {
    const zip = zipOf(pictureFiles(drawnSplits(8, 3, 4)));
    const view = new DataView(zip.buffer);
    view.setUint32(listOf(zip) + 16, 1, true);
    const { manifest, notes } = await importFiles({ "pictures.zip": zip });
    expect(manifest.counts).toEqual({ train: 11, test: 8 });
    expect(notes).toContainEqual({
      code: "unreadable",
      count: 1,
      files: ["pictures/train/class 0/00000.png"],
    });
  });
});

test("CRC-32 is the one of zip", () => {
  expect([crc32(bytesOf("123456789")), crc32(new Uint8Array(0))]).toEqual([0xcbf43926, 0]);
});
