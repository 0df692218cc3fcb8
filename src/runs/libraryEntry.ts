import * as v from "valibot";
import { encodeLink } from "../experiment/link/encode";
import { headlineMetric } from "../experiment/headlineMetric";
import { datasetInfoOf } from "../experiment/network";
import type { RunRecord } from "./runRecord";
import { metricAt } from "./compare";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const line = (limit: number) => v.pipe(v.string(), v.maxLength(limit));

/** Longest name and note of a run. */
export const MAX_NAME = 80;
export const MAX_RUN_NOTE = 2000;

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
  engine: v.exactOptional(
    v.object({
      engine: v.picklist(["compiled", "tfjs"]),
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

/** What a new entry knows besides its record. */
export type NewEntry = Pick<LibraryEntry, "number" | "created" | "agent">;

/** An entry brought up to a record; name, note and star stay what they are. */
export function entryOf(record: RunRecord, old: LibraryEntry | NewEntry): LibraryEntry {
  const { run, experiment, phase, step, budget, engine } = record;
  const headline = headlineMetric(datasetInfoOf(experiment));
  return {
    name: "",
    note: "",
    starred: false,
    ...old,
    id: run,
    link: encodeLink(experiment),
    phase,
    step,
    budget,
    seed: experiment.seed,
    arms: record.arms.map((arm) => ({
      title: arm.title,
      accuracy: arm.branches.map((branch) => [branch, metricAt(arm, headline, branch)?.value ?? null]),
      variants: arm.variants,
    })),
    ...(engine === undefined ? {} : { engine }),
  };
}

/** Whether a run broke off and can go on: it neither ended nor failed, and its budget is not used up. */
export function canContinue({ phase, step, budget }: LibraryEntry): boolean {
  if (phase === "completed" || phase === "diverged") return false;
  return phase !== "stopped" || step < budget;
}

/** What a run is called: its own name, else its arms and seed. */
export function entryTitle({ name, arms, seed }: LibraryEntry): string {
  return name === "" ? `${arms.map(({ title }) => title).join(", ")}, seed ${seed}` : name;
}

/** Runs whose name, note, arms, link or seed contain every word of a search. */
export function searchEntries(entries: readonly LibraryEntry[], query: string): readonly LibraryEntry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    const text = `#${entry.number} ${entryTitle(entry)} ${entry.note} ${entry.link} ${entry.phase}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
