import { encode } from "fast-png";
import { gzipSync, zipSync } from "fflate";
import { decodePng, isPng } from "../decodePng";
import { DatasetError } from "../../datasetError";
import { imageBytes, type ImageSet } from "../../imageSet";
import { importImages, type ImportedImages } from "../importImages";
import { splitsIn, type ImageSplits } from "../imageSplits";
import type { ReadContext } from "../reader";
import { fileOfBlob, type SourceFile } from "../sourceFile";
import { createStream } from "../../../random/stream";
import { heldBytes } from "../../testing/heldBytes";

/*
 * Small sets of drawn images, written in the layouts of every reader as those who made them write them: what the readers are
 * tested with.
 */

/** Bytes by their path. */
export type Files = { readonly [path: string]: Uint8Array };

/** Images of random bytes, classes in turn; the same for the same sizes. */
export function drawnSet(count: number, side: number, channels: 1 | 3, classes: number, key: number): ImageSet {
  const stream = createStream(key);
  const images = Uint8Array.from({ length: count * side * side * channels }, () => stream.below(256));
  const labels = Uint16Array.from({ length: count }, (_, index) => index % classes);
  return { count, height: side, width: side, channels, images, labels };
}

export function drawnSplits(side: number, channels: 1 | 3, classes: number): ImageSplits {
  return {
    train: drawnSet(3 * classes, side, channels, classes, 1),
    test: drawnSet(2 * classes, side, channels, classes, 2),
  };
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export function imageAt(set: ImageSet, index: number): Uint8Array {
  const bytes = imageBytes(set);
  return heldBytes(set).slice(index * bytes, (index + 1) * bytes);
}

/** `[channels, height, width]` of one image. */
export function planesOf(set: ImageSet, index: number): Uint8Array {
  const image = imageAt(set, index);
  const pixels = image.length / set.channels;
  return Uint8Array.from({ length: image.length }, (_, at) => {
    const channel = Math.floor(at / pixels);
    return image[(at % pixels) * set.channels + channel] ?? 0;
  });
}

export function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function idxBytes(shape: readonly number[], data: ArrayLike<number>): Uint8Array {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint32(0, 0x800 + shape.length);
  shape.forEach((length, index) => header.setUint32(4 + 4 * index, length));
  return concat([new Uint8Array(header.buffer), Uint8Array.from(data)]);
}

/** As MNIST has it, without gzip. */
export function idxFiles({ train, test }: ImageSplits): Files {
  const of = (prefix: string, set: ImageSet): Files => ({
    [`${prefix}-images-idx3-ubyte`]: idxBytes(
      set.channels === 1 ? [set.count, set.height, set.width] : [set.count, set.height, set.width, set.channels],
      heldBytes(set),
    ),
    [`${prefix}-labels-idx1-ubyte`]: idxBytes([set.count], set.labels),
  });
  return { ...of("train", train), ...of("t10k", test) };
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** As the authors of CIFAR-10 have it; the training images in two files. */
export function cifarTenFiles({ train, test }: ImageSplits): Files {
  const records = (set: ImageSet, indices: readonly number[]): Uint8Array =>
    concat(indices.map((index) => concat([Uint8Array.of(set.labels[index] ?? 0), planesOf(set, index)])));
  const half = train.count >> 1;
  return {
    "cifar-10-batches-bin/batches.meta.txt": bytesOf(
      "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n",
    ),
    "cifar-10-batches-bin/data_batch_1.bin": records(train, range(half)),
    "cifar-10-batches-bin/data_batch_2.bin": records(train, range(train.count).slice(half)),
    "cifar-10-batches-bin/readme.html": bytesOf("<p>"),
    "cifar-10-batches-bin/test_batch.bin": records(test, range(test.count)),
  };
}

/** As the authors of CIFAR-100 have it: the coarse label, half of the fine one, comes first. */
export function cifarHundredFiles({ train, test }: ImageSplits, classes: number): Files {
  const records = (set: ImageSet): Uint8Array =>
    concat(
      range(set.count).map((index) => {
        const label = set.labels[index] ?? 0;
        return concat([Uint8Array.of(label >> 1, label), planesOf(set, index)]);
      }),
    );
  const names = (count: number, what: string): Uint8Array =>
    bytesOf(
      range(count)
        .map((index) => `${what}_${index}\n`)
        .join(""),
    );
  return {
    "cifar-100-binary/coarse_label_names.txt": names(Math.ceil(classes / 2), "coarse"),
    "cifar-100-binary/fine_label_names.txt": names(classes, "fine"),
    "cifar-100-binary/train.bin": records(train),
    "cifar-100-binary/test.bin": records(test),
  };
}

/** An array as numpy writes it. */
export function npyBytes(descr: string, shape: readonly number[], data: Uint8Array): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(", ")}${shape.length === 1 ? "," : ""}), }`;
  const padded = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11) + "\n";
  const head = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length & 255, padded.length >> 8);
  return concat([head, bytesOf(padded), data]);
}

/** As MedMNIST has it: labels `[count, 1]`. */
export function numpyFiles(splits: ImageSplits): Files {
  const of = (split: string, set: ImageSet): Files => ({
    [`${split}_images.npy`]: npyBytes(
      "|u1",
      [set.count, set.height, set.width, ...(set.channels === 1 ? [] : [set.channels])],
      heldBytes(set),
    ),
    [`${split}_labels.npy`]: npyBytes("|u1", [set.count, 1], Uint8Array.from(set.labels)),
  });
  return Object.assign({}, ...splitsIn(splits).map(([split, set]) => of(split, set))) as Files;
}

/** As the MNIST tables have it: the label first. */
export function csvFiles({ train, test }: ImageSplits): Files {
  const of = (set: ImageSet): Uint8Array => {
    const names = ["label", ...range(imageBytes(set)).map((pixel) => `pixel${pixel}`)];
    const lines = range(set.count).map((index) => [set.labels[index] ?? 0, ...imageAt(set, index)].join(","));
    return bytesOf(`${[names.join(","), ...lines].join("\r\n")}\r\n`);
  };
  return { "mnist_train.csv": of(train), "mnist_test.csv": of(test) };
}

export function pngOf(set: ImageSet, index: number): Uint8Array {
  const { width, height, channels } = set;
  return encode({ width, height, channels, depth: 8, data: imageAt(set, index) });
}

/** `train/class 0/00001.png`, in the order of the set within each class. */
export function pictureFiles(splits: ImageSplits): Files {
  const of = (split: string, set: ImageSet): Files =>
    Object.fromEntries(
      range(set.count).map((index) => [
        `pictures/${split}/class ${set.labels[index]}/${String(index).padStart(5, "0")}.png`,
        pngOf(set, index),
      ]),
    );
  return Object.assign({}, ...splitsIn(splits).map(([split, set]) => of(split, set))) as Files;
}

/** As Tiny ImageNet has it: training images by their nouns, validation images together, their nouns in a table. */
export function tinyImagenetFiles({ train, test }: ImageSplits, classes: number): Files {
  const nouns = range(classes).map((index) => `n0${1_000_000 + 1000 * index}`);
  const noun = (set: ImageSet, index: number): string => nouns[set.labels[index] ?? 0] ?? "";
  const trained = range(train.count).map((index) => {
    const own = noun(train, index);
    return [`tiny-imagenet-200/train/${own}/images/${own}_${index}.JPEG`, pngOf(train, index)] as const;
  });
  const tested = range(test.count).map(
    (index) => [`tiny-imagenet-200/val/images/val_${index}.JPEG`, pngOf(test, index)] as const,
  );
  const rows = range(test.count).map((index) => `val_${index}.JPEG\t${noun(test, index)}\t0\t32\t44\t62\n`);
  return {
    "tiny-imagenet-200/wnids.txt": bytesOf(nouns.toReversed().join("\n")),
    "tiny-imagenet-200/words.txt": bytesOf(nouns.map((each, index) => `${each}\tword ${index >> 1}, other\n`).join("")),
    ...Object.fromEntries(trained),
    ...Object.fromEntries(tested),
    "tiny-imagenet-200/val/val_annotations.txt": bytesOf(rows.join("")),
  };
}

/** People as Market-1501 names them: two learnt, two queries, and a gallery with a distractor and junk. */
export function marketFiles(picture: (index: number) => Uint8Array): Files {
  const names = [
    ...["0002_c1s1_000451_03", "0002_c2s1_000301_01", "0007_c1s6_028546_01", "0007_c3s3_077419_03"].map(
      (name) => `bounding_box_train/${name}`,
    ),
    ...["0001_c1s1_001051_00", "0003_c4s6_015641_00"].map((name) => `query/${name}`),
    ...["-1_c1s1_000401_03", "0000_c1s1_000151_01", "0001_c1s1_001051_03", "0001_c2s1_000301_00"].map(
      (name) => `bounding_box_test/${name}`,
    ),
    "bounding_box_test/0003_c5s3_065187_01",
  ];
  return Object.fromEntries(names.map((name, index) => [`Market-1501-v15.09.15/${name}.jpg`, picture(index)]));
}

/** A plain tar file, as GNU tar and Python write them. */
export function tarOf(files: Files): Uint8Array<ArrayBuffer> {
  const parts = Object.entries(files).flatMap(([path, bytes]) => [
    tarHeader(path, bytes.length),
    bytes,
    new Uint8Array((512 - (bytes.length % 512)) % 512),
  ]);
  return concat([...parts, new Uint8Array(1024)]);
}

export function tarHeader(path: string, size: number, type = "0"): Uint8Array {
  const header = new Uint8Array(512);
  const put = (text: string, at: number): void => header.set(bytesOf(text), at);
  put(path, 0);
  put("0000644\0", 100);
  put(`${size.toString(8).padStart(11, "0")}\0`, 124);
  put(" ".repeat(8), 148);
  put(type, 156);
  put("ustar\x0000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  put(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}

export const zipOf = (files: Files): Uint8Array<ArrayBuffer> => zipSync({ ...files }) as Uint8Array<ArrayBuffer>;
export const gzipOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => gzipSync(bytes) as Uint8Array<ArrayBuffer>;

export function sourceFiles(files: Files): readonly SourceFile[] {
  return Object.entries(files).map(([path, bytes]) => fileOfBlob(path, new Blob([new Uint8Array(bytes)])));
}

/** Imports as a machine without a browser does: of pictures, PNG alone. */
export function importFiles(files: Files, options: Partial<ReadContext> = {}): Promise<ImportedImages> {
  return importImages(sourceFiles(files), {
    onProgress: () => undefined,
    signal: new AbortController().signal,
    decode: async (bytes, file) => {
      if (!isPng(bytes)) throw new DatasetError({ code: "noDecoder", file, format: "?" });
      return Promise.resolve(decodePng(bytes, file));
    },
    size: undefined,
    fit: "fill",
    ...options,
  });
}
