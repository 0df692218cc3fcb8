import Papa from "papaparse";
import { DatasetError } from "../../datasetError";
import type { ImageSet } from "../../imageSet";
import type { ReadContext, Reader } from "../reader";
import { baseName, readWhole, type SourceFile } from "../sourceFile";
import { numbered, withTestSplit } from "../splitOff";

const isTable = ({ path }: SourceFile): boolean => /\.csv$/i.test(path);
const isTest = ({ path }: SourceFile): boolean => /test/i.test(baseName(path));

/**
 * Tables of pixels: a line of column names, one of them `label`, then one line an image, row by row, channels together; square images
 * of 1 or 3 channels. A file with `test` in its name is the test split.
 */
export const csv: Reader = {
  kind: "csv",
  title: "CSV (label, pixels)",
  recognises: (files) => files.some(isTable),
  async read(files, context) {
    const tables = files.filter(isTable);
    const of = async (wanted: boolean): Promise<ImageSet | undefined> => {
      const file = tables.find((each) => isTest(each) === wanted);
      return file === undefined ? undefined : tableOf(file, context);
    };
    const [train, test] = [await of(false), await of(true)];
    const given = train ?? test;
    if (given === undefined) throw new DatasetError({ code: "noFiles" });
    const splits = withTestSplit(given, train === undefined ? undefined : test, context.note);
    const name = baseName(tables[0]?.path ?? "").replace(/\.csv$/i, "");
    return { name, splits, classNames: numbered(splits) };
  },
};

async function tableOf(file: SourceFile, { signal, onProgress }: ReadContext): Promise<ImageSet> {
  const text = new TextDecoder().decode(await readWhole(file));
  signal.throwIfAborted();
  const labels: number[] = [];
  const rows: Uint8Array[] = [];
  let names: readonly string[] | undefined;
  let [labelAt, line] = [-1, 0];
  // Line by line: all cells of a large table at once would fill the memory.
  Papa.parse<readonly string[]>(text, {
    skipEmptyLines: true,
    step: ({ data }) => {
      line += 1;
      if (names === undefined) {
        names = data;
        labelAt = data.findIndex((name) => /^(label|class|target|y)$/i.test(name.trim()));
        if (labelAt < 0) throw new DatasetError({ code: "partMissing", file: file.path, part: "label" });
        return;
      }
      const pixels = new Uint8Array(names.length - 1);
      let to = 0;
      names.forEach((name, at) => {
        const found = data[at] ?? "";
        const value = found.trim() === "" ? Number.NaN : Number(found);
        const most = at === labelAt ? 0xffff : 255;
        if (!Number.isInteger(value) || value < 0 || value > most) {
          throw new DatasetError({
            code: "cell",
            file: file.path,
            row: line,
            column: name.slice(0, 40),
            found: found.slice(0, 40),
          });
        }
        if (at === labelAt) labels.push(value);
        else pixels[to++] = value;
      });
      rows.push(pixels);
    },
  });
  const pixels = rows[0]?.length ?? 0;
  if (rows.length === 0) throw new DatasetError({ code: "noImages", file: file.path });
  const channels = [1, 3].find((each) => Number.isInteger(Math.sqrt(pixels / each)));
  if (channels === undefined || pixels === 0) throw new DatasetError({ code: "notSquare", file: file.path, pixels });
  const side = Math.sqrt(pixels / channels);
  const images = new Uint8Array(rows.length * pixels);
  rows.forEach((row, index) => images.set(row, index * pixels));
  onProgress(rows.length, rows.length);
  return { count: rows.length, height: side, width: side, channels, images, labels: Uint16Array.from(labels) };
}
