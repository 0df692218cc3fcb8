import { writeFileSync } from "node:fs";
import { filesConfig } from "../../src/catalog/datasets/filesConfig";
import { DatasetError } from "../../src/data/datasetError";
import { importImages } from "../../src/data/files/importImages";
import { readers } from "../../src/data/files/readers";
import { encodeLink } from "../../src/experiment/link/encode";
import { smallData } from "../../src/experiment/presets";
import { datasetText, noteText } from "../../src/ui/words/datasetWords";
import type { Command, Io } from "./command";
import { contactSheet } from "./contactSheet";
import { givenFiles } from "./givenFiles";
import { nodeDecoder } from "./nodeDecoder";
import { parseOptions } from "./options";
import { nodeRooms } from "./temporaryPixels";

const OPTIONS = { sheet: { takesValue: true }, size: { takesValue: true } };
const LARGEST = 1024;

/** Reads images as the page would, and says what they are. */
export const inspect: Command = {
  name: "inspect",
  summary: "Reads images from files or folders as the page would, and prints what they are; trains nothing.",
  usage: `<file or folder>…
  --sheet FILE       also writes a contact sheet (PNG): the first ten training images of each class
  --size PIXELS      brings every image to so many pixels a side`,
  async run(args, io) {
    const { positional, values, problems } = parseOptions(args, OPTIONS);
    for (const problem of problems) io.err(`lab inspect: ${problem}`);
    if (problems.length > 0) return 2;
    if (positional.length === 0) {
      io.err("lab inspect: give a file or a folder with images");
      return 2;
    }
    const sizeText = values.get("size");
    const size = sizeText === undefined ? undefined : Number(sizeText);
    if (size !== undefined && !(Number.isInteger(size) && size >= 1 && size <= LARGEST)) {
      io.err(`lab inspect: --size is ${sizeText}; a whole number from 1 to ${LARGEST} is expected`);
      return 2;
    }
    try {
      await look(positional, size, values.get("sheet"), io);
      return 0;
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      io.err(`lab inspect: ${datasetText(error.fault)}`);
      return 1;
    }
  },
};

async function look(
  paths: readonly string[],
  size: number | undefined,
  sheet: string | undefined,
  io: Io,
): Promise<void> {
  const { manifest, splits, reader, notes } = await importImages(await givenFiles(paths), {
    size,
    fit: "fill",
    decode: nodeDecoder,
    rooms: nodeRooms(),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const { name, counts, classNames, coarse, queries, height, width, channels, mean, deviation, hash } = manifest;
  io.out(`${name}: ${readers.find(({ kind }) => kind === reader)?.title ?? reader}`);
  const own = manifest.validation === undefined ? "" : `, ${manifest.validation.images} validation`;
  io.out(`images     ${counts.train} training, ${counts.test} test${own}`);
  io.out(`size       ${width} × ${height} px, ${channels === 1 ? "grey" : `${channels} channels`}`);
  io.out(`mean       ${mean.join(" ")}`);
  io.out(`deviation  ${deviation.join(" ")}`);
  io.out(`hash       ${hash}`);
  if (queries !== undefined) io.out(`queries    ${queries} of the test images, looked for among the others`);
  io.out(`classes    ${classNames.length}${coarse === undefined ? "" : ` in ${coarse.groupNames.length} groups`}`);
  const perClass = (labels: Uint16Array): readonly number[] => {
    const each = classNames.map(() => 0);
    for (const label of labels) each[label] = (each[label] ?? 0) + 1;
    return each;
  };
  const [train, test] = [perClass(splits.train.labels), perClass(splits.test.labels)];
  classNames.forEach((each, index) =>
    io.out(
      `  ${String(index).padStart(4)}  ${train[index]}${queries === undefined ? ` + ${test[index]}` : ""}  ${each}`,
    ),
  );
  for (const note of notes) io.out(`note: ${noteText(note)}`);
  io.out(`link       #${encodeLink({ ...smallData, dataset: filesConfig(manifest) })}`);
  if (sheet === undefined) return;
  writeFileSync(sheet, contactSheet(splits.train, classNames.length));
  io.out(`sheet      ${sheet}`);
}
