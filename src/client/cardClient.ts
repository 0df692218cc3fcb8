import { parseCardMessage, MEASURE_CARD, type CardMessage } from "../protocol/cardSchema";
import type { Reason } from "../protocol/event";
import { OwnWorker as Worker } from "../tasks/ownWorker";

/**
 * Has this machine's adapter measured, in a worker that ends with it.
 * @returns what stops it.
 */
export function measureCard(tell: (message: CardMessage) => void): () => void {
  const worker = new Worker(new URL("../worker/train.worker.ts", import.meta.url), { type: "module" });
  const fail = (why: Reason): void => {
    worker.terminate();
    tell({ type: "cardFailed", why });
  };
  worker.addEventListener("error", (event) => fail({ code: "told", text: event.message }));
  worker.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
    const message = parseCardMessage(data);
    if (message === undefined) return;
    if (message.type !== "cardStage") worker.terminate();
    tell(message);
  });
  worker.postMessage({ type: MEASURE_CARD });
  return () => worker.terminate();
}
