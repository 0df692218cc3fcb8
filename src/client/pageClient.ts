import type { WorkerMessage } from "../protocol/command";
import { keptText } from "./storage";
import { createTrainingClient, type ClientUpdate, type TrainingClient, type WorkerPort } from "./trainingClient";

/** How often a page that draws no frames still takes what the worker sent. */
const HIDDEN_MS = 500;

/** The client on the real worker. */
export function createPageClient(onUpdate: (update: ClientUpdate) => void): TrainingClient {
  return createTrainingClient({
    createWorker,
    parse: (data) => parseMessage(data),
    onUpdate,
    schedule: atNextFrame,
    engineTrials: keptText("forklab.engines"),
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
}

/** Calls back with the next frame, or a little later where none comes: the page is hidden, or was hidden meanwhile. */
export function atNextFrame(callback: () => void): void {
  const once = (): void => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, HIDDEN_MS);
}

/** Narrows what the worker sends; there once the first message is handed over. */
let parseMessage: (data: unknown) => WorkerMessage = () => {
  throw new Error("a message came before what reads it");
};

function createWorker(): WorkerPort {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (command) => worker.postMessage(command),
    terminate: () => worker.terminate(),
    listen(onMessage, onError) {
      // The first screen does without it.
      const guards = import("../protocol/guards").then(({ parseWorkerMessage }) => (parseMessage = parseWorkerMessage));
      guards.catch((error: unknown) => onError(error instanceof Error ? error.message : String(error)));
      const unread = (): void => undefined;
      worker.onmessage = ({ data }) => void guards.then(() => onMessage(data), unread);
      worker.onerror = ({ message }) => onError(message ?? "");
      worker.onmessageerror = () => onError("a message could not be read");
    },
  };
}
