import { createSpeedBook } from "../../client/speeds";
import type { ClientUpdate, TrainingClient } from "../../client/trainingClient";
import type { Library } from "../../client/library";
import { createLabStore, type LabStore } from "../labStore";

/** What the store asked of its client: `start run-1`, `pause run-1`. */
export interface LabBench {
  readonly store: LabStore;
  readonly asked: string[];
  say(update: ClientUpdate): void;
}

/** A store whose client only writes down what it is asked. */
export function labBench(library?: Library): LabBench {
  const asked: string[] = [];
  let say: (update: ClientUpdate) => void = () => undefined;
  const note =
    (what: string) =>
    (run = ""): void =>
      void asked.push(`${what} ${run}`.trim());
  const createClient = (onUpdate: (update: ClientUpdate) => void): TrainingClient => {
    say = onUpdate;
    return {
      tuneAgain: note("tune again"),
      probeMachine: (again = false) => note("probe")(again ? "again" : undefined),
      start: ({ run, paused, keep, branchOf, pace, engine, replayed }) =>
        asked.push(
          [
            `start ${run}`,
            ...(engine === "auto" ? [] : [`on ${engine}`]),
            ...(paused ? ["paused"] : []),
            ...(keep === undefined ? [] : [`keep ${keep}`]),
            ...(branchOf === undefined ? [] : [`from ${branchOf.run} at ${branchOf.step}`]),
            ...(pace === undefined ? [] : [`pace ${pace}`]),
            ...(replayed === undefined
              ? []
              : [`with ${Object.values(replayed.variants).join()} of ${replayed.adapter}`]),
          ].join(" "),
        ),
      pause: note("pause"),
      resume: note("resume"),
      single: note("single"),
      stop: note("stop"),
      pace: (run, stepsPerSecond) => void asked.push(`pace ${run} ${stepsPerSecond ?? "full"}`),
      storeRun: (run) => Promise.resolve(note("store")(run)),
      restart: note("restart"),
      dispose: note("dispose"),
    };
  };
  let kept: string | null = null;
  const speeds = createSpeedBook({ read: () => kept, write: (text) => void (kept = text) });
  const store = createLabStore({ createClient, speeds, ...(library && { library }) });
  return { store, asked, say: (update) => say(update) };
}
