import { standing } from "../../record/compare";
import type { RunRecord } from "../../record/runRecord";
import type { LabStore } from "../../store/labStore";
import { armStyle } from "./armStyle";
import { decimal } from "../words/format";
import { strings } from "../words/strings";

/** One sentence on the run, renewed at most every ten seconds. */
export interface Announcer {
  subscribe(listener: () => void): () => void;
  read(): string;
}

export const ANNOUNCE_MS = 10_000;

export function createAnnouncer(store: LabStore, schedule: (callback: () => void, ms: number) => void): Announcer {
  let text = "";
  let waiting = false;
  const listeners = new Set<() => void>();
  const say = (): void => {
    waiting = false;
    const { record, compared } = store.getState();
    const next = record === undefined ? "" : announcement(record, compared);
    if (next === text) return;
    text = next;
    for (const listener of listeners) listener();
  };
  store.subscribe(({ record }, before) => {
    if (record === before.record || waiting) return;
    waiting = true;
    schedule(say, ANNOUNCE_MS);
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    read: () => text,
  };
}

export function announcement(record: RunRecord, [first, second]: readonly [number, number]): string {
  if (record.step === 0) return "";
  const parts: string[] = [strings.live.step(record.step)];
  const now = standing(record, first, second);
  if (now?.kind === "clear" && first !== second) {
    const { letter } = armStyle(now.points > 0 ? second : first);
    parts.push(strings.live.leads(letter, decimal(Math.abs(now.points), 1)));
  }
  if (record.phase === "completed") parts.push(strings.live.finished);
  if (record.phase === "paused") parts.push(strings.live.paused);
  return parts.join(" ");
}
