import * as v from "valibot";
import { MAX_NAME, MAX_RUN_NOTE } from "./libraryLimits";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

const schema = v.object({
  /** Names the run's files; never reused. */
  id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9-]{1,64}$/)),
  /** As shown: `#7`. */
  number: count,
  /** The set-up, without `#`. */
  link: line(8000),
  /** Milliseconds since 1970. */
  created: count,
  name: line(MAX_NAME),
  note: line(MAX_RUN_NOTE),
  starred: v.boolean(),
  phase: v.picklist(["preparing", "running", "paused", "completed", "stopped", "diverged", "failed"]),
  step: count,
  budget: count,
  seed: count,
  /** One per arm. */
  arms: v.array(
    v.object({
      title: v.string(),
      /** Accuracy of each head at the last evaluation, main first; null before one. */
      accuracy: v.array(v.tuple([v.string(), v.nullable(v.number())])),
      /** Kernel variants by shape: a replay with the same ones gives the same bits. */
      variants: v.record(v.string(), v.string()),
    }),
  ),
  /** Which images these accuracies are of: the whole test set, or those that were watched while it trained. */
  measured: v.exactOptional(v.picklist(["test", "watchedTest", "watchedValidation"])),
  engine: v.exactOptional(
    v.object({
      engine: v.picklist(["compiled", "wasm", "tfjs"]),
      backend: v.picklist(["webgpu", "webgl", "cpu"]),
      adapter: v.string(),
      reason: v.exactOptional(v.string()),
    }),
  ),
  /** Browser and system, coarse: `Chrome 142, Linux`. */
  agent: line(80),
  /** Step of the last snapshot; the run can go on from there. */
  snapshotStep: v.exactOptional(count),
  /** What the run takes in storage. */
  bytes: v.exactOptional(count),
  /** SHA-256 of each arm's final parameters and statistics. */
  weights: v.exactOptional(v.array(v.string())),
});

/** One run as the library lists it; its events and weights stand elsewhere, by `id`. */
export type LibraryEntry = Readonly<v.InferOutput<typeof schema>>;

/** @returns undefined for anything that is not an entry of this version. */
export function parseLibraryEntry(raw: unknown): LibraryEntry | undefined {
  const result = v.safeParse(schema, raw);
  return result.success ? result.output : undefined;
}
