import * as v from "valibot";
import { reasonSchema } from "./faultSchema";
import type { Wire } from "./wire";

/** Networks that a card is measured with, in the order in which it is: small to large. */
export const CARD_NETWORKS = ["conv7", "default", "resnet20"] as const;
export type CardNetwork = (typeof CARD_NETWORKS)[number];

const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
const name = v.pipe(v.string(), v.maxLength(120));

const measuredNetwork = v.object({
  network: v.picklist(CARD_NETWORKS),
  batch: count,
  /** Floating-point operations of a training step, two for a multiply-add. */
  flop: positive,
  /** Median of several rounds; absent where a step would have taken too long. */
  stepMs: v.exactOptional(positive),
});

const measuredFamily = v.object({
  family: v.pipe(v.string(), v.regex(/^[a-zA-Z]{1,40}$/)),
  /** In a step of the default experiment's arm B. */
  dispatches: count,
  /** All of them together, by timestamps; browsers may round them to 0.1 ms each. */
  ms: v.pipe(v.number(), v.finite(), v.minValue(0)),
});

/** What the benchmark page found out about an adapter. */
export const cardResult = v.object({
  /** Empty where the browser does not name it. */
  adapter: name,
  /** It runs on the processor, whatever the browser calls it. */
  software: v.boolean(),
  /** Name and version. */
  browser: name,
  /** GFLOP/s in single precision, of a kernel that does nothing but multiply and add. */
  peak: positive,
  networks: v.pipe(v.array(measuredNetwork), v.minLength(1), v.maxLength(CARD_NETWORKS.length)),
  /** Empty where the browser offers no timestamps. */
  families: v.pipe(v.array(measuredFamily), v.maxLength(60)),
  /** A step of the first network in TensorFlow.js as it comes; absent where that did not run or found other losses. */
  stockMs: v.exactOptional(positive),
});
export type CardResult = Wire<typeof cardResult>;

/** Asks the training worker to measure its adapter instead of training. */
export const MEASURE_CARD = "measureCard";

/** What it is at. */
export const CARD_STAGES = ["open", "peak", ...CARD_NETWORKS, "profile", "stock"] as const;
export type CardStage = (typeof CARD_STAGES)[number];

const cardMessage = v.variant("type", [
  v.object({ type: v.literal("cardStage"), stage: v.picklist(CARD_STAGES) }),
  v.object({ type: v.literal("cardResult"), result: cardResult }),
  v.object({ type: v.literal("cardFailed"), why: reasonSchema }),
]);
export type CardMessage = Wire<typeof cardMessage>;

/** @returns undefined for what a worker tells of other things. */
export function parseCardMessage(data: unknown): CardMessage | undefined {
  const parsed = v.safeParse(cardMessage, data);
  return parsed.success ? parsed.output : undefined;
}

export function asksForCard(data: unknown): boolean {
  return typeof data === "object" && data !== null && (data as { readonly type?: unknown }).type === MEASURE_CARD;
}
