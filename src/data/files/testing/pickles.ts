import type { ImageSet } from "../../imageSet";
import type { ImageSplits } from "../imageSplits";
import { bytesOf, concat, planesOf, type Files } from "./containers";
import { heldBytes } from "../../testing/heldBytes";

/** What these pickles hold; a set's pixels stand as numpy's array. */
type Plain = number | string | readonly Plain[] | { readonly [key: string]: Plain } | ImageSet;

const isSet = (value: object): value is ImageSet => "labels" in value && "images" in value;
const op = (code: string, ...bytes: readonly number[]): Uint8Array => concat([bytesOf(code), Uint8Array.from(bytes)]);
const word = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >> shift) & 255);

/** Protocol 2 as Python 2 wrote it, whose text is bytes. */
export function pickleOf(value: Plain): Uint8Array<ArrayBuffer> {
  return concat([Uint8Array.of(0x80, 2), written(value), bytesOf(".")]);
}

function written(value: Plain): Uint8Array {
  if (typeof value === "number") {
    return value >= 0 && value < 256
      ? op("K", value)
      : value >= 0 && value < 65536
        ? op("M", ...word(value).slice(0, 2))
        : op("J", ...word(value));
  }
  if (typeof value === "string") return textOf(bytesOf(value));
  if (Array.isArray(value)) return concat([bytesOf("]("), ...value.map(written), bytesOf("e")]);
  if (isSet(value)) return arrayOf(value);
  return concat([
    bytesOf("}("),
    ...Object.entries(value).flatMap(([key, each]) => [written(key), written(each as Plain)]),
    bytesOf("u"),
  ]);
}

const textOf = (bytes: Uint8Array): Uint8Array =>
  concat([bytes.length < 256 ? op("U", bytes.length) : op("T", ...word(bytes.length)), bytes]);

/** `[images, 3072]`, as numpy reduces an array: an empty one, and the state that it is given. */
function arrayOf(set: ImageSet): Uint8Array {
  const planes = concat(Array.from({ length: set.count }, (_, index) => planesOf(set, index)));
  return concat([
    bytesOf("cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"),
    concat([op("K", 0), Uint8Array.of(0x85), textOf(bytesOf("b")), Uint8Array.of(0x87), bytesOf("R")]),
    concat([bytesOf("("), op("K", 1), written(set.count), written(planes.length / set.count), Uint8Array.of(0x86)]),
    concat([
      bytesOf("cnumpy\ndtype\n"),
      textOf(bytesOf("u1")),
      op("K", 0),
      op("K", 1),
      Uint8Array.of(0x87),
      bytesOf("R"),
    ]),
    concat([
      bytesOf("("),
      op("K", 3),
      textOf(bytesOf("|")),
      bytesOf("NNN"),
      written(-1),
      written(-1),
      op("K", 0),
      bytesOf("tb"),
    ]),
    concat([Uint8Array.of(0x89), textOf(planes), bytesOf("tb")]),
  ]);
}

const TEN = ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

function part(set: ImageSet, from: number, to: number): ImageSet {
  const bytes = set.images.length / set.count;
  return {
    ...set,
    count: to - from,
    images: heldBytes(set).slice(from * bytes, to * bytes),
    labels: set.labels.slice(from, to),
  };
}

/** CIFAR-10 as torchvision unpacks it. */
export function cifarTenPython({ train, test }: ImageSplits): Files {
  const batch = (set: ImageSet, title: string): Uint8Array =>
    pickleOf({ batch_label: title, labels: [...set.labels], data: set, filenames: [...set.labels].map(() => "a.png") });
  const half = train.count >> 1;
  const folder = "cifar-10-batches-py";
  return {
    [`${folder}/batches.meta`]: pickleOf({ num_cases_per_batch: 10000, label_names: TEN, num_vis: 3072 }),
    [`${folder}/data_batch_1`]: batch(part(train, 0, half), "training batch 1 of 2"),
    [`${folder}/data_batch_2`]: batch(part(train, half, train.count), "training batch 2 of 2"),
    [`${folder}/readme.html`]: bytesOf("<p>"),
    [`${folder}/test_batch`]: batch(test, "testing batch 1 of 1"),
  };
}

/** CIFAR-100 as torchvision unpacks it; the coarse label is half of the fine one. */
export function cifarHundredPython({ train, test }: ImageSplits, classes: number): Files {
  const batch = (set: ImageSet): Uint8Array =>
    pickleOf({
      filenames: [...set.labels].map(() => "a.png"),
      batch_label: "training batch 1 of 1",
      fine_labels: [...set.labels],
      coarse_labels: Array.from(set.labels, (label) => label >> 1),
      data: set,
    });
  const names = (count: number, what: string): readonly string[] =>
    Array.from({ length: count }, (_, index) => `${what}_${index}`);
  const folder = "cifar-100-python";
  return {
    [`${folder}/file.txt~`]: bytesOf(""),
    [`${folder}/meta`]: pickleOf({
      fine_label_names: names(classes, "fine"),
      coarse_label_names: names(Math.ceil(classes / 2), "coarse"),
    }),
    [`${folder}/test`]: batch(test),
    [`${folder}/train`]: batch(train),
  };
}
