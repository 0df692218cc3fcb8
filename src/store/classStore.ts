import * as v from "valibot";
import { createStore, type StoreApi } from "zustand/vanilla";
import { checkOf, comparedSchema, type Check } from "../classroom/checks";
import { MAX_HAND_INS, readHandIns, type HandIn, type RefusedLine } from "../classroom/readHandIns";
import type { KeptText } from "../client/storage";
import type { ClientUpdate, TrainingClient } from "../client/trainingClient";
import type { Fault } from "../protocol/event";
import { createSweepRunner } from "./sweepRunner";

/** One row of a class's table. */
export interface ClassEntry extends HandIn {
  /** Who and what, so that the same is not listed twice. */
  readonly id: string;
  readonly check: Check | undefined;
}

/** A line that was left out, and of what it is: empty for what was pasted. */
export interface RefusedEntry extends RefusedLine {
  readonly source: string;
}

/** What a class handed in, and what running it again came to. */
export interface ClassState {
  readonly entries: readonly ClassEntry[];
  /** Of what was taken last. */
  readonly refused: readonly RefusedEntry[];
  /** Files of which nothing could be read. */
  readonly unread: readonly string[];
  /** Under way, the step that it has come to; and those that wait for it. */
  readonly running: { readonly id: string; readonly step: number } | undefined;
  readonly waiting: readonly string[];
  /** The worker broke down, so that the rest was not run. */
  readonly fault: Fault | undefined;

  /** Adds lines; what cannot be used is listed, what is there already stays as it is. */
  take(source: string, text: string): void;
  takeFiles(files: readonly File[]): Promise<void>;
  /** Runs these again, one after the other; those that are under way or wait already stay where they are. */
  verify(ids: readonly string[]): Promise<void>;
  stop(): void;
  remove(id: string): void;
  clear(): void;
}

export type ClassStore = StoreApi<ClassState>;

export interface ClassServices {
  readonly createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient;
  readonly kept: KeptText;
}

/** Rows by line, tab between name and link; beside them what replays came to, null where there was none. */
const keptSchema = v.object({ lines: v.string(), checks: v.array(v.nullable(comparedSchema)) });

/** A class's table, kept between visits as far as the browser lets us. */
export function createClassStore({ createClient, kept }: ClassServices): ClassStore {
  const runner = createSweepRunner(createClient);
  let runs = 0;
  return createStore<ClassState>((set, get) => {
    const keep = (): void => {
      const { entries } = get();
      if (entries.length === 0) {
        kept.write("");
        return;
      }
      const lines = entries.map(({ who, link }) => `${who}\t${link}`).join("\n");
      const checks = entries.map(({ check }) => (check !== undefined && "gap" in check ? check : null));
      kept.write(JSON.stringify({ lines, checks }));
    };
    const note = (id: string, check: Check): void => {
      set({ entries: get().entries.map((entry) => (entry.id === id ? { ...entry, check } : entry)) });
      keep();
    };
    const add = (text: string): readonly RefusedLine[] => {
      const { handIns, refused } = readHandIns(text);
      const { entries } = get();
      const known = new Set(entries.map(({ id }) => id));
      const fresh = handIns.flatMap((handIn) => {
        const id = `${handIn.who}\n${handIn.link}`;
        return known.has(id) ? [] : [{ ...handIn, id, check: undefined }];
      });
      const room = Math.max(0, MAX_HAND_INS - entries.length);
      set({ entries: [...entries, ...fresh.slice(0, room)] });
      const over = fresh[room];
      if (over === undefined) return refused;
      return [...refused, { line: over.line, why: { code: "tooManyLines", most: MAX_HAND_INS } }];
    };
    /** Trains one again. @returns whether the worker is still there. */
    const replay = async ({ id, experiment, claim }: ClassEntry): Promise<boolean> => {
      set({ running: { id, step: 0 } });
      runs += 1;
      const end = await runner.train({
        run: `class-${runs}`,
        experiment,
        // What repeats every bit is compared to the last digit.
        engine: claim.exact === undefined ? "auto" : "wasm",
        paused: false,
        onEvents: (events) => set({ running: { id, step: events.at(-1)?.step ?? 0 } }),
      });
      if (end.kind === "broken") set({ fault: end.fault });
      else if (end.kind === "ended") note(id, checkOf(experiment, claim, end.events));
      return end.kind === "ended";
    };

    return {
      entries: recalled(kept),
      refused: [],
      unread: [],
      running: undefined,
      waiting: [],
      fault: undefined,

      take(source, text) {
        const refused = add(text).map((line) => ({ ...line, source }));
        set({ refused, unread: [] });
        keep();
      },
      async takeFiles(files) {
        const refused: RefusedEntry[] = [];
        const unread: string[] = [];
        for (const file of files) {
          const text = await file.text().catch(() => undefined);
          if (text === undefined) unread.push(file.name);
          else refused.push(...add(text).map((line) => ({ ...line, source: file.name })));
        }
        set({ refused, unread });
        keep();
      },
      async verify(ids) {
        const { running, waiting } = get();
        const fresh = ids.filter((id) => id !== running?.id && !waiting.includes(id));
        set({ waiting: [...waiting, ...fresh], fault: undefined });
        if (running !== undefined || waiting.length > 0) return;
        for (let next = get().waiting[0]; next !== undefined; next = get().waiting[0]) {
          const entry = get().entries.find(({ id }) => id === next);
          set({ waiting: get().waiting.slice(1) });
          if (entry !== undefined && !(await replay(entry))) set({ waiting: [] });
        }
        set({ running: undefined });
      },
      stop() {
        set({ waiting: [] });
        runner.stop();
      },
      remove(id) {
        const { waiting, entries, running } = get();
        if (running?.id === id) get().stop();
        set({ waiting: waiting.filter((other) => other !== id), entries: entries.filter((entry) => entry.id !== id) });
        keep();
      },
      clear() {
        get().stop();
        set({ entries: [], refused: [], unread: [], fault: undefined });
        keep();
      },
    };
  });
}

/** The table of an earlier visit; a row that this version does not read is left out. */
function recalled(kept: KeptText): readonly ClassEntry[] {
  let found: unknown;
  try {
    found = JSON.parse(kept.read() ?? "null");
  } catch {
    return [];
  }
  const read = v.safeParse(keptSchema, found);
  if (!read.success) return [];
  const { lines, checks } = read.output;
  return readHandIns(lines).handIns.map((handIn) => ({
    ...handIn,
    id: `${handIn.who}\n${handIn.link}`,
    check: checks[handIn.line - 1] ?? undefined,
  }));
}
