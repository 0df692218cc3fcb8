import { filesConfig } from "../../src/catalog/datasets/filesConfig";
import type { DatasetCache } from "../../src/data/datasetCache";
import { DatasetError } from "../../src/data/datasetError";
import { importImages, type ImportedImages } from "../../src/data/files/importImages";
import { imagesInMemory } from "../../src/data/files/imagesInMemory";
import type { Experiment } from "../../src/experiment/experiment";
import { datasetText, noteText } from "../../src/ui/words/datasetWords";
import type { Io } from "./command";
import { givenFiles } from "./givenFiles";
import { InputError } from "./inputError";
import { nodeDecoder } from "./nodeDecoder";

/** `--data FILE` as a command explains it. */
export const DATA_HELP = `--data FILE        images from a file or a folder, read as the page reads them (of pictures, PNG); with --runtime node. An
                     experiment on other data is trained on them instead, one on own images only on its own`;

/** An experiment, and where its images are. */
export interface WithImages {
  readonly experiment: Experiment;
  readonly cache: DatasetCache;
}

/**
 * Reads the images that an experiment is to be trained on.
 * @throws InputError when they cannot be read, or are others than the experiment names.
 */
export async function withImages(experiment: Experiment, path: string, io: Io): Promise<WithImages> {
  const { manifest, splits, notes } = await imagesAt(path);
  const dataset = filesConfig(manifest);
  const wanted = experiment.dataset;
  if (wanted.kind === "files" && wanted.hash !== "" && wanted.hash !== dataset.hash) {
    throw new InputError(
      `${path} holds other images than the experiment names: their hash begins with ${dataset.hash}, not ${wanted.hash}`,
    );
  }
  for (const note of notes) io.err(noteText(note));
  return {
    // Its own name of them stays: the same link, whatever the folder is called here.
    experiment: wanted.kind === "files" && wanted.hash !== "" ? experiment : { ...experiment, dataset },
    cache: imagesInMemory(manifest, splits),
  };
}

async function imagesAt(path: string): Promise<ImportedImages> {
  try {
    return await importImages(await givenFiles([path]), {
      size: undefined,
      fit: "fill",
      decode: nodeDecoder,
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
  } catch (error) {
    if (error instanceof DatasetError) throw new InputError(datasetText(error.fault));
    throw error;
  }
}
