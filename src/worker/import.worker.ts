import { DatasetError } from "../data/datasetError";
import { importImages } from "../data/files/importImages";
import { fileOfBlob } from "../data/files/sourceFile";
import type { ImportMessage, ImportRequest } from "../protocol/importMessage";
import { createRooms } from "../data/pixelRooms";
import { keepImages } from "../storage/imageStore";
import { temporaryFiles } from "../storage/temporaryFile";
import { download } from "./download";
import { browserDecoder } from "./browserDecoder";

/*
 * Reads files into images and keeps them, apart from the worker that trains. One request; whoever no longer wants it ends the
 * worker, and what was half kept is cleared away by the next who lists.
 */
interface Scope {
  postMessage(message: ImportMessage): void;
  onmessage: ((event: MessageEvent<ImportRequest>) => void) | null;
}

const scope = globalThis as unknown as Scope;
/** Between two messages of progress. */
const EVERY_MS = 100;

scope.onmessage = ({ data }) => void answer(data);

/** Not `randomUUID`: a page without https has none, and is told so below. */
const ownName = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16)).join("-");

async function answer({ files, size, fit, download: wanted = [], have = [] }: ImportRequest): Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  const tell = (message: ImportMessage): void => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    scope.postMessage(message);
  };
  const had: (Blob | undefined)[] = [...have];
  // Whoever ends this worker leaves them behind, to be cleared away by the next who lists.
  const temporary = temporaryFiles(ownName());
  try {
    // Before minutes are spent on reading what could not be kept.
    if (!isSecureContext) throw new DatasetError({ code: "insecurePage" });
    const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    let before = 0;
    for (const [index, file] of wanted.entries()) {
      had[index] = await download(file, {
        have: had[index],
        onHave: (blob) => (had[index] = blob),
        onBytes: (bytes) => tell({ type: "progress", phase: "downloading", bytes: before + bytes, total }),
      });
      before += file.bytes;
    }
    const fetched = wanted.flatMap(({ path }, index) => {
      const blob = had[index];
      return blob === undefined ? [] : [{ path, blob }];
    });
    const { manifest, splits, notes } = await importImages(
      [...files, ...fetched].map(({ path, blob }) => fileOfBlob(path, blob)),
      {
        size,
        fit,
        decode: browserDecoder,
        rooms: createRooms(temporary.open),
        signal: new AbortController().signal,
        onBytes: (bytes) => tell({ type: "progress", phase: "unpacking", bytes }),
        onProgress: (done, total) => tell({ type: "progress", phase: "reading", done, total }),
      },
    );
    scope.postMessage({ type: "progress", phase: "keeping" });
    await keepImages(manifest, splits);
    await temporary.end();
    scope.postMessage({ type: "done", manifest, notes });
  } catch (error) {
    await temporary.end().catch(() => undefined);
    if (error instanceof DatasetError) scope.postMessage({ type: "refused", fault: error.fault, have: had });
    else scope.postMessage({ type: "failed", told: error instanceof Error ? error.message : String(error) });
  }
}
