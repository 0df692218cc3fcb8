import { parseWorkerMessage } from "../protocol/guards";
import { createTrainingClient, type ClientUpdate, type TrainingClient, type WorkerPort } from "./trainingClient";

/** How often a hidden page, which draws no frames, still takes what the worker sent. */
const HIDDEN_MS = 500;

/** The client on the real worker. */
export function createPageClient(onUpdate: (update: ClientUpdate) => void): TrainingClient {
  return createTrainingClient({
    createWorker,
    parse: parseWorkerMessage,
    onUpdate,
    schedule(callback) {
      if (document.hidden) setTimeout(callback, HIDDEN_MS);
      else requestAnimationFrame(callback);
    },
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      return () => clearTimeout(timer);
    },
  });
}

function createWorker(): WorkerPort {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  return {
    postMessage: (command) => worker.postMessage(command),
    terminate: () => worker.terminate(),
    listen(onMessage, onError) {
      worker.onmessage = ({ data }) => onMessage(data);
      worker.onerror = ({ message }) => onError(message ?? "");
    },
  };
}
