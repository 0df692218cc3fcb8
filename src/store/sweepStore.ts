import { createStore, type StoreApi } from "zustand/vanilla";
import type { KeptText } from "../client/storage";
import type { SweepShelf } from "../client/sweepShelf";
import type { ClientUpdate, TrainingClient } from "../client/trainingClient";
import type { EngineChoice } from "../protocol/command";
import type { TrainEvent } from "../protocol/event";
import { cellResult, type CellResult } from "../runs/sweep/cellResult";
import { cellsOfPart, expandSweep, type SweepCell } from "../runs/sweep/expandSweep";
import { mergeResults, resultOf, type ResultsByCell } from "../runs/sweep/mergeResults";
import { readResults } from "../runs/sweep/readResults";
import type { Sweep } from "../runs/sweep/sweep";
import { decodeSweep, encodeSweep, sweepId } from "../runs/sweep/sweepLink";

/** The sweep on display, what is known of it, and the queue that runs it in this page. */
export interface SweepState {
  readonly sweep: Sweep | undefined;
  readonly cells: readonly SweepCell[];
  readonly results: ResultsByCell;
  readonly phase: "idle" | "running" | "paused";
  /** The cell that is being trained and how far it is. */
  readonly running: { readonly cell: SweepCell; readonly step: number } | undefined;
  /** Why the queue stopped, or why something is not kept. */
  readonly fault: string | undefined;
  /** What the last import left out. */
  readonly refused: readonly string[];

  /** Shows a sweep with what this browser has of it; the queue of another one stops. */
  define(sweep: Sweep): Promise<void>;
  /** Shows the sweep of the last visit, if there was one. */
  recall(): Promise<void>;
  /** Trains what is missing, one cell after the other; goes on after a pause. */
  run(engine: EngineChoice): void;
  pause(): void;
  /** Ends the queue; finished cells stay, the running one is lost. */
  stop(): void;
  /** Takes the lines of a `results.jsonl`. */
  take(text: string): Promise<void>;
}

export type SweepStore = StoreApi<SweepState>;

export interface SweepServices {
  readonly createClient: (onUpdate: (update: ClientUpdate) => void) => TrainingClient;
  readonly shelf: SweepShelf;
  /** The link of the sweep on display, for the next visit. */
  readonly kept: KeptText;
}

/** A queue of its own beside the lab's run: one cell after the other in one worker that starts with the first. */
export function createSweepStore({ createClient, shelf, kept }: SweepServices): SweepStore {
  return createStore<SweepState>((set, get) => {
    let client: TrainingClient | undefined;
    let engine: EngineChoice = "auto";
    let runId = "";
    let runs = 0;
    let events: TrainEvent[] = [];
    /** Cells that failed since the queue was started: they are not tried for ever. */
    let tried = new Set<string>();

    const next = (): void => {
      const { cells, results, sweep } = get();
      const cell = cellsOfPart(cells, sweep?.part).find(
        ({ id }) => !tried.has(id) && (resultOf(results, id)?.status ?? "failed") === "failed",
      );
      if (cell === undefined) {
        set({ phase: "idle", running: undefined });
        return;
      }
      tried.add(cell.id);
      events = [];
      runs += 1;
      runId = `sweep-${cell.id}-${runs}`;
      set({ phase: "running", running: { cell, step: 0 } });
      client ??= createClient(receive);
      client.start({ run: runId, experiment: cell.experiment, engine, paused: false });
    };

    const keep = async (results: readonly CellResult[]): Promise<void> => {
      try {
        await shelf.put(results);
      } catch (error) {
        set({ fault: `results are not kept in this browser (${textOf(error)}); download them` });
      }
    };

    const finish = (cell: SweepCell): void => {
      const { sweep } = get();
      if (sweep === undefined) return;
      // The worker's clock: steps and probes, without the preparation.
      const ms = events.reduce(
        (sum, event) => sum + (event.type === "step" ? event.stepMs : event.type === "probe" ? event.probeMs : 0),
        0,
      );
      const result = cellResult(cell, sweepId(sweep), events, ms / 1000);
      set({ results: mergeResults(get().results, [result]) });
      // The next one starts when this one is safe: a reload loses the running cell at most.
      void keep([result]).then(() => {
        if (get().running?.cell === cell) next();
      });
    };

    const receive = (update: ClientUpdate): void => {
      const { running } = get();
      if (update.type === "fault") {
        set({ fault: update.error.message, phase: "idle", running: undefined });
        return;
      }
      if (update.type !== "events" || running === undefined) return;
      const own = update.events.filter(({ run }) => run === runId);
      const [last] = own.slice(-1);
      if (last === undefined) return;
      events.push(...own);
      if (last.type === "finished" || last.type === "failed") finish(running.cell);
      else set({ running: { cell: running.cell, step: last.step } });
    };

    return {
      sweep: undefined,
      cells: [],
      results: new Map(),
      phase: "idle",
      running: undefined,
      fault: undefined,
      refused: [],

      async define(sweep) {
        const { sweep: before } = get();
        if (before !== undefined && encodeSweep(before) === encodeSweep(sweep)) return;
        get().stop();
        kept.write(encodeSweep(sweep));
        set({ sweep, cells: expandSweep(sweep), results: new Map(), refused: [], fault: undefined });
        try {
          const results = await shelf.all(sweepId(sweep));
          if (get().sweep === sweep) set({ results: mergeResults(get().results, results) });
        } catch (error) {
          set({ fault: `earlier results could not be read (${textOf(error)})` });
        }
      },
      async recall() {
        const link = kept.read();
        if (get().sweep !== undefined || link === null) return;
        const { sweep } = decodeSweep(link);
        if (sweep !== undefined) await get().define(sweep);
      },
      run(choice) {
        const { phase } = get();
        if (phase === "running") return;
        if (phase === "paused") {
          set({ phase: "running" });
          client?.resume(runId);
          return;
        }
        engine = choice;
        tried = new Set();
        set({ fault: undefined });
        next();
      },
      pause() {
        if (get().phase !== "running") return;
        client?.pause(runId);
        set({ phase: "paused" });
      },
      stop() {
        if (get().running !== undefined) client?.stop(runId);
        set({ phase: "idle", running: undefined });
      },
      async take(text) {
        const { sweep, cells, results } = get();
        if (sweep === undefined) return;
        const read = readResults(text, sweepId(sweep), cells);
        const merged = mergeResults(results, read.results);
        set({ results: merged, refused: read.refused });
        const fresh = [...merged].flatMap(([cell, all]) => all.slice(results.get(cell)?.length ?? 0));
        await keep(fresh);
      },
    };
  });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
