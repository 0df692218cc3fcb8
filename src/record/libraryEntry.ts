import { encodeLink } from "../experiment/link/encode";
import { headlineMetric } from "../experiment/headlineMetric";
import { datasetInfoOf } from "../experiment/network";
import { watchedSplit } from "../experiment/validation";
import { MAIN } from "../graph/networkGraph";
import type { EngineRecord } from "../protocol/event";
import type { RunRecord } from "./runRecord";
import { metricAt } from "./compare";
import type { LibraryEntry } from "./libraryEntrySchema";

/** What a new entry knows besides its record. */
export type NewEntry = Pick<LibraryEntry, "number" | "created" | "agent">;

/** An entry brought up to a record; name, note and star stay what they are. */
export function entryOf(record: RunRecord, old: LibraryEntry | NewEntry): LibraryEntry {
  const { run, experiment, phase, step, budget, engine } = record;
  const headline = headlineMetric(datasetInfoOf(experiment));
  const points = record.arms.flatMap((arm) => metricAt(arm, headline, MAIN) ?? []);
  const whole = points.length === record.arms.length && points.every(({ final }) => final);
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
    ...(points.length === 0
      ? {}
      : { measured: whole ? "test" : watchedSplit(experiment) === "validation" ? "watchedValidation" : "watchedTest" }),
    ...(engine === undefined ? {} : { engine: lasting(engine) }),
  };
}

/** What an entry keeps of it: exports are checked by just these fields. */
function lasting({ engine, backend, adapter, reason }: EngineRecord): NonNullable<LibraryEntry["engine"]> {
  return { engine, backend, adapter, ...(reason === undefined ? {} : { reason }) };
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
