import { gunzipSync } from "fflate";
import {
  parquetMetadataAsync,
  parquetReadObjects,
  type AsyncBuffer,
  type CompressionCodec,
  type FileMetaData,
} from "hyparquet";
import { DatasetError } from "../../datasetError";
import { coarseFrom } from "../coarseFrom";
import { imageSetsOf, type LabelledFile } from "../pictures";
import type { ReadImages } from "../manifest";
import type { ReadContext, Reader } from "../reader";
import { baseName, MOST_AT_ONCE, type SourceFile } from "../sourceFile";
import { withTestSplit } from "../splitOff";
import { MAX_LISTED } from "../unpack";

const CODECS: readonly CompressionCodec[] = ["UNCOMPRESSED", "SNAPPY", "GZIP"];
/** Rows decoded at once: a row group of a hundred thousand would stand in memory twice. */
const ROWS = 1000;

const isTable = ({ path }: SourceFile): boolean => /\.parquet$/i.test(path);

type Split = "train" | "val" | "test";
const splitOf = ({ path }: SourceFile): Split =>
  /^test/i.test(baseName(path)) ? "test" : /^(val|dev)/i.test(baseName(path)) ? "val" : "train";

/**
 * Tables as Hugging Face's `datasets` writes them: a column of pictures, each a structure of the file's `bytes` and its `path`, and one of
 * labels, whose names stand in the metadata under `huggingface`. `train-00000-of-00002.parquet` and the like in the order of
 * their names, rows in theirs.
 * Source: huggingface/datasets, src/datasets/features/image.py, arrow_writer.py; the Parquet format, Apache.
 */
export const parquet: Reader = {
  kind: "parquet",
  title: "Parquet (Hugging Face)",
  recognises: (files) => files.some(isTable),
  async read(files, context) {
    const sorted = files.filter(isTable).toSorted((a, b) => (baseName(a.path) < baseName(b.path) ? -1 : 1));
    const tables = await Promise.all(sorted.map(tableOf));
    checkSize(tables);
    const [first] = tables;
    if (first === undefined) throw new DatasetError({ code: "noFiles" });
    const of = async (wanted: Split): Promise<Rows> => {
      const rows: Rows = { pictures: [], coarse: [] };
      for (const table of tables) if (splitOf(table.file) === wanted) await addRows(table, rows, context);
      return rows;
    };
    const [train, val, test] = [await of("train"), await of("val"), await of("test")];
    const given = [train, test, val].find(({ pictures }) => pictures.length > 0);
    if (given === undefined) throw new DatasetError({ code: "noImages", file: first.file.path });
    const tested =
      given !== train ? undefined : test.pictures.length > 0 ? test : val.pictures.length > 0 ? val : undefined;
    const own = tested === test && val.pictures.length > 0 ? val : undefined;
    if (given === test && val.pictures.length > 0) {
      context.note({ code: "leftOut", split: "val", images: val.pictures.length });
    }
    const used = [given, tested, own].filter((rows) => rows !== undefined);
    const [trainSet, testSet, valSet] = await imageSetsOf(
      used.map(({ pictures }) => pictures),
      context,
    );
    if (trainSet === undefined) throw new DatasetError({ code: "noImages", file: first.file.path });
    const splits = { ...withTestSplit(trainSet, testSet, context.note), ...(valSet && { val: valSet }) };
    const { names, coarseNames } = first;
    const largest = [...train.pictures, ...val.pictures, ...test.pictures].reduce(
      (most, { label }) => Math.max(most, label),
      0,
    );
    const classNames = names ?? Array.from({ length: largest + 1 }, (_, index) => `${index}`);
    const coarse = coarseFrom(
      used.map(({ pictures, coarse: groups }) => ({
        labels: pictures.map(({ label }) => label),
        coarse: groups,
      })),
      classNames.length,
      coarseNames,
    );
    return { name: nameOf(first, classNames), splits, classNames, ...(coarse && { coarse }) } satisfies ReadImages;
  },
};

interface Rows {
  readonly pictures: LabelledFile[];
  /** `[rows]`, where there is a coarse level. */
  readonly coarse: number[];
}

interface Table {
  readonly file: SourceFile;
  readonly buffer: AsyncBuffer;
  readonly metadata: FileMetaData;
  /** Names of columns. */
  readonly image: string;
  readonly label: string;
  readonly coarse: string | undefined;
  /** `[classes]` */
  readonly names: readonly string[] | undefined;
  readonly coarseNames: readonly string[] | undefined;
}

async function tableOf(file: SourceFile): Promise<Table> {
  const buffer = await bufferOf(file);
  const metadata = await inFile(file, () => parquetMetadataAsync(buffer));
  const features = featuresOf(metadata);
  const columns = columnsOf(metadata);
  const image = columns.find(({ parts }) => parts.includes("bytes"))?.name;
  if (image === undefined) {
    throw new DatasetError({ code: "partMissing", file: file.path, part: "image (struct of bytes, path)" });
  }
  const named = (name: string): boolean => columns.some((column) => column.name === name && column.parts.length === 0);
  const classes = [...features.keys()].filter(named);
  const label = ["fine_label", "label", "labels"].find(named) ?? classes[0];
  if (label === undefined) throw new DatasetError({ code: "partMissing", file: file.path, part: "label" });
  const coarse = label === "fine_label" && named("coarse_label") ? "coarse_label" : undefined;
  return {
    ...{ file, buffer, metadata, image, label, coarse },
    names: features.get(label),
    coarseNames: coarse === undefined ? undefined : features.get(coarse),
  };
}

async function bufferOf({ blob, size, read }: SourceFile): Promise<AsyncBuffer> {
  if (blob !== undefined) {
    return { byteLength: size, slice: (start, end) => blob.slice(start, end ?? size).arrayBuffer() };
  }
  const bytes = await read();
  return { byteLength: size, slice: (start, end) => bytes.slice(start, end ?? size).buffer };
}

/** Names of the classes of every column that has some. */
function featuresOf({ key_value_metadata: pairs = [] }: FileMetaData): ReadonlyMap<string, readonly string[]> {
  const text = pairs.find(({ key }) => key === "huggingface")?.value;
  const found = new Map<string, readonly string[]>();
  try {
    const whole = JSON.parse(text ?? "{}") as { info?: { features?: { [name: string]: unknown } } };
    for (const [name, feature] of Object.entries(whole.info?.features ?? {})) {
      const names = feature instanceof Object && "names" in feature ? feature.names : undefined;
      if (Array.isArray(names)) found.set(name, names.map(String));
    }
  } catch {
    // Metadata of another kind: classes go by their numbers.
  }
  return found;
}

/** Columns of the table, and what those that are structures consist of. */
function columnsOf({ schema }: FileMetaData): readonly { readonly name: string; readonly parts: readonly string[] }[] {
  const columns: { name: string; parts: string[] }[] = [];
  for (let at = 1; at < schema.length; at += 1) {
    const { name, num_children: children = 0 } = schema[at] ?? { name: "" };
    columns.push({ name, parts: schema.slice(at + 1, at + 1 + children).map((part) => part.name) });
    at += children;
  }
  return columns;
}

/** What a table claims to hold is looked at before memory is taken for it: a group of its rows is unpacked at a time. */
function checkSize(tables: readonly Table[]): void {
  let all = 0;
  for (const { file, metadata } of tables) {
    for (const { columns } of metadata.row_groups) {
      let bytes = 0;
      for (const { meta_data: column } of columns) {
        if (column === undefined) continue;
        bytes += Number(column.total_uncompressed_size);
        if (!CODECS.includes(column.codec)) {
          throw new DatasetError({ code: "unsupported", file: file.path, form: "parquet", what: column.codec });
        }
      }
      all += bytes;
      for (const [found, most] of [
        [bytes, MOST_AT_ONCE],
        [all, MAX_LISTED],
      ] as const) {
        if (found > most) throw new DatasetError({ code: "unpacksTooLarge", file: file.path, bytes: found, most });
      }
    }
  }
}

const compressors = { GZIP: (packed: Uint8Array, size: number) => gunzipSync(packed, { out: new Uint8Array(size) }) };

/** Labels are read at once, pictures when they are asked for. */
async function addRows(table: Table, { pictures, coarse }: Rows, { signal }: ReadContext): Promise<void> {
  const { file, buffer, metadata, names } = table;
  const count = Number(metadata.num_rows);
  const columns = [table.label, ...(table.coarse === undefined ? [] : [table.coarse])];
  const pictureAt = picturesOf(table);
  for (let row = 0; row < count; row += ROWS) {
    signal.throwIfAborted();
    const rowEnd = Math.min(count, row + ROWS);
    const rows = await inFile(file, () =>
      parquetReadObjects({ file: buffer, metadata, columns, rowStart: row, rowEnd, compressors, utf8: false }),
    );
    for (const [index, values] of rows.entries()) {
      const label = Number(values[table.label]);
      const classes = names?.length ?? 0x10000;
      if (!Number.isInteger(label) || label < 0 || label >= classes) {
        throw new DatasetError({ code: "labelOutOfRange", file: file.path, label, classes, image: row + index });
      }
      pictures.push({ label, file: pictureAt(row + index) });
      if (table.coarse !== undefined) coarse.push(Number(values[table.coarse]));
    }
  }
}

/** The picture of each row, as a file of its own. Rows are unpacked some at a time, in the order in which they are asked for. */
function picturesOf({ file, buffer, metadata, image }: Table): (row: number) => SourceFile {
  const count = Number(metadata.num_rows);
  let held: { readonly first: number; readonly rows: Promise<readonly Record<string, unknown>[]> } | undefined;
  const rowsFrom = (first: number): Promise<readonly Record<string, unknown>[]> => {
    const range = { rowStart: first, rowEnd: Math.min(count, first + ROWS) };
    const read = { file: buffer, metadata, columns: [image], ...range, compressors, utf8: false };
    if (held?.first !== first) held = { first, rows: inFile(file, () => parquetReadObjects(read)) };
    return held.rows;
  };
  return (row) => ({
    path: `${file.path}, row ${row}`,
    size: 0,
    async read() {
      const first = row - (row % ROWS);
      const picture: unknown = (await rowsFrom(first))[row - first]?.[image];
      const bytes = picture instanceof Object && "bytes" in picture ? picture.bytes : undefined;
      if (bytes instanceof Uint8Array) return new Uint8Array(bytes);
      throw new DatasetError({ code: "partMissing", file: `${file.path}, row ${row}`, part: "bytes" });
    },
  });
}

async function inFile<T>(file: SourceFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const told = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200).replace(/[.]$/, "");
    throw new DatasetError({ code: "damaged", file: file.path, form: "parquet", told }, { cause });
  }
}

/** Of the folder that holds the tables, where it is no split's: what they are of is not said in them. */
function nameOf({ image, coarse }: Table, classNames: readonly string[]): string {
  if (coarse !== undefined && classNames.length === 100) return "cifar-100";
  return image === "img" && classNames.length === 10 && classNames[0] === "airplane" ? "cifar-10" : "images";
}
