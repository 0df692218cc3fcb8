import { createMemoryDatasetCache } from "../storage/memoryDatasetCache";
import { openEngine } from "../engine/openEngine";
import { createOpfsDatasetCache } from "../storage/datasetFiles";
import { withKeptImages } from "../storage/imageStore";
import { createOpfsRunStore } from "../storage/runWriter";
import { asksForCard, type CardMessage } from "../protocol/cardSchema";
import { parseCommand } from "../protocol/guards";
import type { WorkerMessage } from "../protocol/command";
import { after } from "../tasks/after";
import { createSession } from "./session";
import { BEAT_MS } from "./silence";

/** The parts of a dedicated worker's global scope that are used here. */
interface Scope {
  postMessage(message: WorkerMessage | CardMessage): void;
  onmessage: ((event: MessageEvent<unknown>) => void) | null;
}

const scope = globalThis as unknown as Scope;
const now = (): number => performance.now();
const session = createSession({
  post: (message) => scope.postMessage(message),
  now,
  after,
  openEngine: (choice, options) => openEngine(choice, { ...options, now }),
  // A set that cannot be kept is made again in half a second; nobody needs to be told.
  cache: createMemoryDatasetCache(withKeptImages(createOpfsDatasetCache({ onWarning: () => undefined }))),
  runs: createOpfsRunStore(),
});

setInterval(() => session.beat(), BEAT_MS);

scope.onmessage = ({ data }) => {
  if (asksForCard(data)) {
    // A page of its own asks for it, and nothing else of the worker.
    void import("./serveCard").then(({ serveCard }) => serveCard((message) => scope.postMessage(message), now));
    return;
  }
  try {
    session.handle(parseCommand(data));
  } catch (error) {
    session.report(error);
  }
};
