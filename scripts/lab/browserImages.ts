import type { Manifest } from "../../src/data/files/manifest";
import type { ReadNote } from "../../src/data/files/reader";
import type { ImportMessage, ImportRequest } from "../../src/protocol/importMessage";
import { datasetText } from "../../src/ui/words/datasetWords";
import type { BrowserPage } from "./browserPage";
import type { GivenPath } from "./givenFiles";
import { InputError } from "./inputError";

/** What became of files that the page's own reader was given. */
export interface PageImages {
  readonly manifest: Manifest;
  readonly notes: readonly ReadNote[];
}

const INPUT = "given";

/**
 * Lets the page's own worker read files and keep their images where the training worker finds them, as if they had been dropped.
 * @throws InputError when they cannot be read.
 */
export async function importInPage({ page, script }: BrowserPage, given: readonly GivenPath[]): Promise<PageImages> {
  await page.evaluate((id) => {
    const input = document.createElement("input");
    Object.assign(input, { id, type: "file", multiple: true });
    document.body.append(input);
  }, INPUT);
  await page.locator(`#${INPUT}`).setInputFiles(given.map(({ at }) => at));
  const message = await page.evaluate(readGiven, {
    id: INPUT,
    worker: script("import.worker"),
    paths: given.map(({ path }) => path),
  });
  switch (message.type) {
    case "done":
      return message;
    case "refused":
      throw new InputError(datasetText(message.fault));
    case "failed":
      throw new InputError(`the images could not be read: ${message.told}`);
    default:
      return message satisfies never;
  }
}

interface Given {
  readonly id: string;
  readonly worker: string;
  readonly paths: readonly string[];
}

type Outcome = Exclude<ImportMessage, { type: "progress" }>;

/** Runs in the page. */
function readGiven({ id, worker: address, paths }: Given): Promise<Outcome> {
  const { files } = document.getElementById(id) as HTMLInputElement;
  const worker = new Worker(address, { type: "module" });
  return new Promise((resolve) => {
    worker.onmessage = ({ data }: MessageEvent<ImportMessage>) => {
      if (data.type === "progress") return;
      worker.terminate();
      resolve(data);
    };
    worker.onerror = ({ message }) => resolve({ type: "failed", told: message });
    const given = [...(files ?? [])].map((blob, index) => ({ path: paths[index] ?? blob.name, blob }));
    worker.postMessage({ files: given, size: undefined, fit: "fill" } satisfies ImportRequest);
  });
}
