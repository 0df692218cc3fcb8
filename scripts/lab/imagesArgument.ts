import { filesConfig } from "../../src/catalog/datasets/filesConfig";
import { DatasetError } from "../../src/data/datasetError";
import { importImages, type ImportedImages } from "../../src/data/files/importImages";
import { imagesInMemory } from "../../src/data/files/imagesInMemory";
import type { Experiment } from "../../src/experiment/experiment";
import { datasetText, noteText } from "../../src/ui/words/datasetWords";
import type { Io } from "./command";
import { importInPage, type PageImages } from "./browserImages";
import { openBrowserPage } from "./browserPage";
import { givenFiles, givenPaths } from "./givenFiles";
import { InputError } from "./inputError";
import { nodeDecoder } from "./nodeDecoder";
import { findRoot } from "./root";
import { nodeRooms } from "./temporaryPixels";
import type { GivenImages, Runtime } from "./runtime";

/** `--data FILE` as a command explains it. */
export const DATA_HELP = `--data FILE        images from a file or a folder, read as the page reads them (with --runtime node of pictures PNG alone). An
                     experiment on other data is trained on them instead, one on own images only on its own`;

/** An experiment, and where its images are. */
export interface WithImages {
  readonly experiment: Experiment;
  readonly images: GivenImages;
}

/**
 * Reads the images that an experiment is to be trained on, where it will be trained.
 * @throws InputError when they cannot be read, or are others than the experiment names.
 */
export async function withImages(
  experiment: Experiment,
  path: string,
  runtime: Runtime["kind"],
  io: Io,
): Promise<WithImages> {
  const { manifest, notes, images } = runtime === "browser" ? await inBrowser(path) : await inMemory(path);
  const dataset = filesConfig(manifest);
  const wanted = experiment.dataset;
  if (wanted.kind === "files" && wanted.hash !== "" && wanted.hash !== dataset.hash) {
    throw new InputError(
      `${path} holds other images than the experiment names: their hash begins with ${dataset.hash}, not ${wanted.hash}`,
    );
  }
  for (const note of notes) io.err(noteText(note));
  // Its own name of them stays: the same link, whatever the folder is called here.
  return {
    experiment: wanted.kind === "files" && wanted.hash !== "" ? experiment : { ...experiment, dataset },
    images,
  };
}

interface ReadHere extends PageImages {
  readonly images: GivenImages;
}

/** By a browser that is closed again: those that train read the same files for themselves. */
async function inBrowser(path: string): Promise<ReadHere> {
  const files = givenPaths([path]);
  const opened = await openBrowserPage({ root: findRoot(), gpu: false, onCrash: () => undefined });
  try {
    return { ...(await importInPage(opened, files)), images: { files } };
  } finally {
    await opened.close();
  }
}

async function inMemory(path: string): Promise<ReadHere> {
  const { manifest, splits, notes } = await imagesAt(path);
  return { manifest, notes, images: { cache: imagesInMemory(manifest, splits) } };
}

async function imagesAt(path: string): Promise<ImportedImages> {
  try {
    return await importImages(await givenFiles([path]), {
      size: undefined,
      fit: "fill",
      decode: nodeDecoder,
      rooms: nodeRooms(),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } catch (error) {
    if (error instanceof DatasetError) throw new InputError(datasetText(error.fault));
    throw error;
  }
}
