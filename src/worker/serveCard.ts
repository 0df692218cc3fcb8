import { measureCard } from "../engine/benchmark/measureCard";
import type { CardMessage } from "../protocol/cardSchema";
import { reasonOf } from "../protocol/faultError";

/** Measures this machine's adapter and tells how it goes. @param now milliseconds, monotonic. */
export async function serveCard(post: (message: CardMessage) => void, now: () => number): Promise<void> {
  try {
    const result = await measureCard({ now, onStage: (stage) => post({ type: "cardStage", stage }) });
    post({ type: "cardResult", result });
  } catch (error) {
    post({ type: "cardFailed", why: reasonOf(error) });
  }
}
