import { createStore, type StoreApi } from "zustand/vanilla";
import type { EngineChoice } from "../protocol/engineChoice";
import type { TrainEvent } from "../protocol/event";
import { cellResult, type CellResult } from "../sweep/cellResult";
import { expandInSteps, type SweepCell } from "../sweep/expandSweep";
import { mergeInSteps, mergeResults } from "../sweep/mergeResults";
import { sweepOfResults } from "../sweep/resultLines";
import { readInSteps } from "../sweep/readResults";
import { CALIBRATION_STEPS, cellMs, paceFrom, workInSteps, type PaceProbe, type SweepPace } from "../sweep/sweepBudget";
import { parseSweepClaim } from "../sweep/sweepClaim";
import { decodeSweep, encodeSweep, sweepId } from "../sweep/sweepLink";
import { queueOf } from "../sweep/sweepQueue";
import { createSweepRunner } from "./sweepRunner";
import type { SweepServices, SweepState } from "./sweepState";

export type SweepStore = StoreApi<SweepState>;

/** A queue of its own beside the lab's run: one cell after the other in one worker that starts with the first. */
export function createSweepStore(services: SweepServices): SweepStore {
  const { createClient, shelf, kept, underWay, runs, now, inSlices } = services;
  return createStore<SweepState>((set, get) => {
    const runner = createSweepRunner(createClient);
    /** Runs that broke off, by cell. */
    let begunRuns = new Map<string, string>();
    let pace: SweepPace | undefined;
    /** Milliseconds of the runs that this visit trained from their first step to their last, and what was expected. */
    let spent = { ms: 0, expected: 0 };
    /** What all runs after the one under way are expected to take. */
    let expectedAfter = 0;
    /** Counts the sweeps shown and the queues started: what belongs to an earlier one comes too late. */
    let turn = 0;

    const queue = (): readonly SweepCell[] => queueOf({ ...get(), part: get().sweep?.part });
    const expectedMs = ({ id }: SweepCell): number => {
      const work = get().work.get(id);
      if (work === undefined) return 0;
      // Without a pace the unit does not matter: it is scaled by what the runs so far took.
      return pace === undefined ? work.multiplyAdds : cellMs(work, pace);
    };
    const fail = (fault: string): void => set({ fault });

    /** @returns whether they are safe. */
    const keep = async (results: readonly CellResult[]): Promise<boolean> => {
      try {
        await shelf.put(results);
        return true;
      } catch (error) {
        fail(`results are not kept in this browser (${textOf(error)}); download them`);
        return false;
      }
    };

    /** Until the share is done: what is left of the running one, and all others. */
    const noteRemaining = (): void => {
      const { running } = get();
      const scale = spent.expected > 0 ? spent.ms / spent.expected : pace === undefined ? undefined : 1;
      if (scale === undefined) {
        set({ remainingMs: undefined });
        return;
      }
      const left = running === undefined ? 0 : 1 - running.step / running.cell.experiment.training.budget;
      const own = running === undefined ? 0 : left * expectedMs(running.cell);
      set({ remainingMs: scale * (own + expectedAfter) });
    };

    /** Trains one cell to its end. @returns false when the queue is to end with it. */
    const trainCell = async (cell: SweepCell, engine: EngineChoice, mine: number): Promise<boolean> => {
      const broken = begunRuns.get(cell.id);
      const earlier = broken === undefined ? undefined : await runs.read(broken).catch(() => undefined);
      if (mine !== turn) return false;
      const run = earlier === undefined || broken === undefined ? runs.newName(cell.id) : broken;
      const startStep = earlier === undefined ? 0 : (get().begun.get(cell.id) ?? 0);
      set({ running: { cell, run, step: startStep, keptStep: startStep } });
      expectedAfter = queue().reduce((sum, each) => sum + (each.id === cell.id ? 0 : expectedMs(each)), 0);
      noteRemaining();
      const began = now();
      const own = get().sweep;
      let paused = false;
      let keptUntil = startStep;
      const update = (change: { readonly step?: number; readonly keptStep?: number }): void => {
        const { running } = get();
        if (running?.run === run) set({ running: { ...running, ...change } });
      };
      const end = await runner.train({
        run,
        experiment: cell.experiment,
        engine,
        paused: get().phase === "paused",
        keep: earlier === undefined ? "new" : "continue",
        ...(earlier === undefined ? {} : { earlier }),
        onEvents(events) {
          paused ||= get().phase === "paused";
          const step = events.at(-1)?.step ?? 0;
          update({ step });
          noteRemaining();
        },
        onKept(keptStep) {
          keptUntil = keptStep;
          update({ keptStep });
        },
        onNotKept: (message) => fail(`the running cell is not kept (${message}); a reload would lose it`),
      });
      const { sweep } = get();
      const isSame = own !== undefined && sweep !== undefined && sweepId(own) === sweepId(sweep);
      if (isSame) {
        begunRuns.delete(cell.id);
        const begun = new Map(get().begun);
        begun.delete(cell.id);
        if (end.kind !== "ended" && keptUntil > 0) {
          // Whether the worker broke down or somebody pressed Stop: it goes on from there.
          begunRuns.set(cell.id, run);
          begun.set(cell.id, keptUntil);
        }
        set({ begun });
      }
      // Without a snapshot there is nothing to go on from.
      if (end.kind !== "ended" && keptUntil === 0) void runs.remove(run);
      if (end.kind === "broken") fail(end.message);
      if (end.kind !== "ended" || mine !== turn || sweep === undefined) return false;
      if (earlier === undefined && !paused) {
        spent = { ms: spent.ms + now() - began, expected: spent.expected + expectedMs(cell) };
      }
      const result = cellResult(cell, sweepId(sweep), end.events, workerMs(end.events) / 1000);
      set({ results: mergeResults(get().results, [result]) });
      // The next one starts when this one is safe; until then its files are all there is of it.
      if (await keep([result])) void runs.remove(run);
      return mine === turn;
    };

    /** Takes the queue for this tab. @returns gives it back; undefined when it is not to be had, which has been told. */
    const claim = async (): Promise<(() => void) | undefined> => {
      try {
        const release = await runs.claim();
        if (release === undefined) fail("another tab trains a sweep; pause it there, or close that tab");
        return release;
      } catch (error) {
        fail(`whether another tab trains a sweep is not known (${textOf(error)}); reload the page and try again`);
        return undefined;
      }
    };

    const rest = (): void => {
      underWay.write("");
      set({ phase: "idle", running: undefined, remainingMs: undefined });
    };

    return {
      sweep: undefined,
      cells: [],
      work: new Map(),
      results: new Map(),
      claim: undefined,
      phase: "idle",
      running: undefined,
      begun: new Map(),
      budget: undefined,
      remainingMs: undefined,
      order: "seeds",
      front: [],
      importing: undefined,
      fault: undefined,
      refused: [],

      async define(sweep, claimText) {
        const { sweep: before } = get();
        if (before !== undefined && sweepId(before) === sweepId(sweep)) {
          get().choosePart(sweep.part);
          if (claimText !== undefined) set({ claim: parseSweepClaim(claimText, get().cells) });
          return;
        }
        get().stop();
        turn += 1;
        const mine = turn;
        const earlier = get().results;
        const own = sweepId(sweep);
        pace = undefined;
        spent = { ms: 0, expected: 0 };
        kept.write(encodeSweep(sweep));
        const empty = { results: new Map(), begun: new Map(), front: [], refused: [], budget: undefined };
        set({ sweep, cells: [], work: new Map(), claim: undefined, fault: undefined, ...empty });
        const cells = await inSlices(expandInSteps(sweep));
        const work = await inSlices(workInSteps(sweep, cells));
        if (mine !== turn) return;
        set({ cells, work, claim: claimText === undefined ? undefined : parseSweepClaim(claimText, cells) });
        try {
          const known = await inSlices(mergeInSteps(new Map(), await shelf.all(own)));
          // A run that both sweeps have is the same run: with more seeds, nothing is trained again.
          const carried = cells.flatMap(({ id }) =>
            known.has(id) ? [] : (earlier.get(id) ?? []).map((result) => ({ ...result, sweep: own })),
          );
          const results = await inSlices(mergeInSteps(known, carried));
          if (mine !== turn) return;
          set({ results });
          if (carried.length > 0) await keep(carried);
        } catch (error) {
          if (mine === turn) fail(`earlier results could not be read (${textOf(error)})`);
        }
        const begun = (await runs.begun().catch(() => [])).filter(({ cell }) => work.has(cell));
        if (mine !== turn || get().phase !== "idle") return;
        begunRuns = new Map(begun.map(({ cell, run }) => [cell, run]));
        set({ begun: new Map(begun.map(({ cell, step }) => [cell, step])) });
      },
      async recall() {
        const link = kept.read();
        if (get().sweep !== undefined || link === null) return;
        const { sweep } = decodeSweep(link);
        if (sweep !== undefined) await get().define(sweep);
      },
      choosePart(part) {
        const { sweep } = get();
        if (sweep === undefined) return;
        const { part: _, ...whole } = sweep;
        const next = part === undefined ? whole : { ...whole, part };
        kept.write(encodeSweep(next));
        set({ sweep: next, budget: undefined, ...(get().phase === "ready" ? { phase: "idle" } : {}) });
      },
      async calibrate(engine) {
        const open = queue();
        if (get().phase !== "idle" || open.length === 0) return;
        turn += 1;
        const mine = turn;
        set({ phase: "calibrating", fault: undefined, budget: undefined });
        const release = await claim();
        const probes: PaceProbe[] = [];
        for (const cell of release === undefined || mine !== turn
          ? []
          : extremes(open, (each) => costOf(each, get()))) {
          const work = get().work.get(cell.id);
          const began = now();
          let firstAt: number | undefined;
          const end = await runner.train({
            run: runs.newName(`pace${probes.length}`),
            experiment: cell.experiment,
            engine,
            paused: false,
            onEvents(events) {
              const steps = events.filter(({ type }) => type === "step").length;
              if (steps > 0) firstAt ??= now();
              if (steps >= CALIBRATION_STEPS) runner.stop();
            },
          });
          if (mine !== turn) break;
          const told = end.kind === "broken" ? [] : end.events;
          const stepMs = told.flatMap((event) => (event.type === "step" ? [event.stepMs] : []));
          const failed = told.find((event) => event.type === "failed");
          if (end.kind === "broken") fail(end.message);
          else if (failed?.type === "failed") fail(failed.error.message);
          if (stepMs.length === 0 || work === undefined) break;
          probes.push({ prepareMs: (firstAt ?? began) - began, stepMs, work });
        }
        release?.();
        if (mine !== turn) return;
        if (probes.length === 0) {
          set({ phase: "idle" });
          return;
        }
        pace = paceFrom(probes);
        const ms = open.reduce((sum, cell) => sum + expectedMs(cell), 0);
        const steps = open.reduce((sum, cell) => sum + cell.experiment.training.budget, 0);
        set({ phase: "ready", budget: { runs: open.length, steps, ms } });
      },
      async run(engine) {
        const { phase } = get();
        if (phase === "running" || phase === "calibrating") return;
        if (phase === "paused") {
          set({ phase: "running" });
          runner.resume();
          return;
        }
        turn += 1;
        const mine = turn;
        set({ phase: "running", fault: undefined, budget: undefined });
        const release = await claim();
        /** Cells that failed since the queue was started are not tried for ever. */
        const tried = new Set<string>();
        let going = release !== undefined && mine === turn;
        if (going) underWay.write("1");
        while (going) {
          const cell = queue().find(({ id }) => !tried.has(id));
          if (cell === undefined) break;
          tried.add(cell.id);
          going = await trainCell(cell, engine, mine);
        }
        release?.();
        if (mine === turn) rest();
      },
      pause() {
        if (get().phase !== "running") return;
        runner.pause();
        set({ phase: "paused" });
      },
      stop() {
        turn += 1;
        runner.stop();
        set({ budget: undefined });
        rest();
      },
      orderBy: (order) => set({ order }),
      trainFirst(cells) {
        const { front } = get();
        set({ front: [...new Set([...cells, ...front])] });
      },
      async take(files) {
        const refused: string[] = [];
        for (const [index, file] of files.entries()) {
          set({ importing: { name: file.name, number: index + 1, of: files.length } });
          try {
            const text = await file.text();
            // Before anything is set up, a file brings the sweep that its results are of.
            if (get().sweep === undefined) {
              const described = sweepOfResults(text);
              if (described !== undefined) await get().define(described);
            }
            const { sweep, cells } = get();
            if (sweep === undefined) {
              refused.push(
                `${file.name} does not say of which sweep its results are; choose what is swept, or open the sweep's link, and import it again`,
              );
              continue;
            }
            const read = await inSlices(readInSteps(text, sweepId(sweep), cells));
            refused.push(...read.refused.map((reason) => (files.length > 1 ? `${file.name}: ${reason}` : reason)));
            const { results } = get();
            const merged = await inSlices(mergeInSteps(results, read.results));
            if (get().cells !== cells) break;
            // Runs that ended here in the meantime stay.
            const now = await inSlices(mergeInSteps(merged, changesSince(results, get().results)));
            set({ results: now });
            await keep(changesSince(results, merged));
          } catch (error) {
            refused.push(`${file.name} could not be read (${textOf(error)})`);
          }
        }
        set({ importing: undefined, refused });
      },
    };
  });
}

/** Results that the later one has and the earlier one has not; every list only grows at its end. */
function changesSince(earlier: SweepState["results"], later: SweepState["results"]): readonly CellResult[] {
  if (earlier === later) return [];
  return [...later].flatMap(([cell, all]) => all.slice(earlier.get(cell)?.length ?? 0));
}

/** The worker's clock: steps and probes, without the preparation. */
function workerMs(events: readonly TrainEvent[]): number {
  return events.reduce(
    (sum, event) => sum + (event.type === "step" ? event.stepMs : event.type === "probe" ? event.probeMs : 0),
    0,
  );
}

function costOf({ id }: SweepCell, { work }: SweepState): number {
  const { multiplyAdds, steps } = work.get(id) ?? { multiplyAdds: 0, steps: 1 };
  return multiplyAdds / steps;
}

/** The one that costs least and the one that costs most; one when they cost the same. */
function extremes(cells: readonly SweepCell[], cost: (cell: SweepCell) => number): readonly SweepCell[] {
  let [least, most] = [cells[0], cells[0]];
  for (const cell of cells) {
    if (least === undefined || cost(cell) < cost(least)) least = cell;
    if (most === undefined || cost(cell) > cost(most)) most = cell;
  }
  return least === undefined || most === undefined ? [] : cost(least) === cost(most) ? [least] : [least, most];
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
