import { parquetWriteBuffer } from "hyparquet-writer";
import type { ImageSet } from "../../imageSet";
import type { ImageSplits } from "../imageSplits";
import { pngOf, type Files } from "./containers";

interface Names {
  readonly [column: string]: readonly string[];
}

/** A table as `datasets` writes it: pictures as structures of bytes and path, labels as whole numbers of 64 bits. */
export function parquetOf(
  set: ImageSet,
  image: string,
  labels: { readonly [column: string]: readonly number[] },
  names: Names,
  codec: "SNAPPY" | "UNCOMPRESSED" = "SNAPPY",
): Uint8Array {
  const columns = Object.keys(labels);
  const pictures = [...set.labels.keys()].map((index) => ({ bytes: pngOf(set, index), path: `${index}.png` }));
  const features = Object.fromEntries(columns.map((name) => [name, { names: names[name], _type: "ClassLabel" }]));
  const huggingface = { info: { features: { [image]: { _type: "Image" }, ...features } } };
  const buffer = parquetWriteBuffer({
    columnData: [
      { name: image, data: pictures },
      ...columns.map((name) => ({ name, data: (labels[name] ?? []).map(BigInt) })),
    ],
    schema: [
      { name: "root", num_children: 1 + columns.length },
      { name: image, num_children: 2, repetition_type: "OPTIONAL" },
      { name: "bytes", type: "BYTE_ARRAY", repetition_type: "OPTIONAL" },
      { name: "path", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "OPTIONAL" },
      ...columns.map((name) => ({ name, type: "INT64", repetition_type: "OPTIONAL" }) as const),
    ],
    codec,
    rowGroupSize: 12,
    kvMetadata: [{ key: "huggingface", value: JSON.stringify(huggingface) }],
  });
  return new Uint8Array(buffer);
}

const numbered = (count: number, what: string): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${what}_${index}`);

/** CIFAR-10 as its page at Hugging Face has it; the training images in one file. */
export function cifarTenParquet({ train, test }: ImageSplits): Files {
  const of = (set: ImageSet): Uint8Array =>
    parquetOf(set, "img", { label: [...set.labels] }, { label: ["airplane", ...numbered(9, "class")] });
  return {
    "plain_text/test-00000-of-00001.parquet": of(test),
    "plain_text/train-00000-of-00001.parquet": of(train),
  };
}

/** CIFAR-100 there: two columns of labels, the coarse one half of the fine one. */
export function cifarHundredParquet({ train, test }: ImageSplits, classes: number): Files {
  const of = (set: ImageSet): Uint8Array =>
    parquetOf(
      set,
      "img",
      { fine_label: [...set.labels], coarse_label: Array.from(set.labels, (label) => label >> 1) },
      { fine_label: numbered(classes, "fine"), coarse_label: numbered(Math.ceil(classes / 2), "coarse") },
      "UNCOMPRESSED",
    );
  return { "cifar100/train-00000-of-00001.parquet": of(train), "cifar100/test-00000-of-00001.parquet": of(test) };
}
