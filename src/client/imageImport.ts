import type { ImportMessage, ImportRequest } from "../protocol/importMessage";
import { OwnWorker as Worker } from "../tasks/ownWorker";

/** Reads files in a worker of their own. @returns ends it; nothing of the images is kept then. */
export function startImport(request: ImportRequest, onMessage: (message: ImportMessage) => void): () => void {
  const worker = new Worker(new URL("../worker/import.worker.ts", import.meta.url), { type: "module" });
  const end = (): void => worker.terminate();
  worker.onmessage = ({ data }: MessageEvent<ImportMessage>) => {
    if (data.type !== "progress") end();
    onMessage(data);
  };
  worker.onerror = ({ message }) => {
    end();
    onMessage({ type: "failed", told: message ?? "" });
  };
  worker.postMessage(request);
  return end;
}
