import type { WorkerMessage } from "../protocol/command";
import { after } from "../tasks/after";
import { keptText } from "./storage";
import { createTrainingClient, type ClientUpdate, type TrainingClient, type WorkerPort } from "./trainingClient";
import { OwnWorker as Worker } from "../tasks/ownWorker";

/** The client on the real worker. @param tellEvery milliseconds between two messages of a run's numbers. */
export function createPageClient(onUpdate: (update: ClientUpdate) => void, tellEvery?: number): TrainingClient {
  return createTrainingClient({
    createWorker,
    parse: (data) => parseMessage(data),
    onUpdate,
    engineTrials: keptText("forklab.engines"),
    tuning: keptText("forklab.tuning"),
    ...(tellEvery === undefined ? {} : { tellEvery }),
    after,
  });
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
      worker.onmessageerror = () => onError("");
    },
  };
}
